package io.finetune.page;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** A headless Chromium, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {

  private static final int SECONDS = 30;

  /** Narrower windows are phones', which lay out by the page's viewport. */
  private static final int PHONE = 600;

  private final Process process;
  private final Connection connection;
  private final String session;

  /**
   * How a page is looked at.
   *
   * @param width of the window in pixels
   * @param height of the window
   * @param isDark whether the reader prefers dark pages
   */
  record View(int width, int height, boolean isDark) {}

  /**
   * What a visit showed.
   *
   * @param picture the whole page
   * @param scrollWidth how wide its content is
   * @param requests addresses that were asked for, but for the page and what it holds itself
   * @param complaints errors and warnings
   */
  record Visit(
      BufferedImage picture, int scrollWidth, List<String> requests, List<String> complaints) {}

  private Browser(Process process, Connection connection) {
    this.process = process;
    this.connection = connection;
    String target =
        connection
            .call("", "Target.createTarget", "{\"url\":\"about:blank\"}")
            .get("targetId")
            .getAsString();
    session =
        connection
            .call("", "Target.attachToTarget", "{\"targetId\":\"" + target + "\",\"flatten\":true}")
            .get("sessionId")
            .getAsString();
    for (String domain : List.of("Page", "Network", "Log", "Runtime")) {
      call(domain + ".enable", "{}");
    }
  }

  /**
   * Starts the browser.
   *
   * @param profile an empty folder
   * @return empty if none is installed
   */
  static Optional<Browser> open(Path profile) throws IOException, InterruptedException {
    Optional<Path> program = find();
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Process process =
        new ProcessBuilder(
                program.get().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log.txt").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    for (int i = 0; i < 10 * SECONDS; i++) {
      List<String> lines = Files.exists(port) ? Files.readAllLines(port) : List.of();
      if (lines.size() == 2) {
        URI address = URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
        return Optional.of(new Browser(process, new Connection(address)));
      }
      Thread.sleep(100);
    }
    process.destroyForcibly();
    throw new IOException(
        "the browser did not start: " + Files.readString(profile.resolve("log.txt")));
  }

  private static Optional<Path> find() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page and looks at all of it. */
  Visit visit(Path page, View view) throws IOException {
    connection.events.clear();
    call(
        "Emulation.setDeviceMetricsOverride",
        String.format(
            Locale.ROOT,
            "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":%b}",
            view.width(),
            view.height(),
            view.width() < PHONE));
    call(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\""
            + (view.isDark() ? "dark" : "light")
            + "\"}]}");
    String address = page.toUri().toString();
    CompletableFuture<JsonObject> loaded = connection.next("Page.loadEventFired");
    call("Page.navigate", "{\"url\":\"" + address + "\"}");
    Connection.await(loaded);
    // Pictures further down are decoded only when somebody scrolls there.
    evaluate("for (const i of document.images) i.loading = 'eager'");
    evaluate("Promise.all([...document.images].map(i => i.decode()))");
    int scrollWidth = Integer.parseInt(evaluate("document.documentElement.scrollWidth"));
    String data =
        call("Page.captureScreenshot", "{\"captureBeyondViewport\":true}")
            .get("data")
            .getAsString();
    BufferedImage picture =
        ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
    return new Visit(picture, scrollWidth, connection.requests(address), connection.complaints());
  }

  /** Computes an expression in the page; promises are waited for. */
  String evaluate(String expression) {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", expression);
    parameters.addProperty("awaitPromise", true);
    parameters.addProperty("returnByValue", true);
    JsonObject answer = call("Runtime.evaluate", parameters.toString());
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer);
    }
    JsonObject result = answer.getAsJsonObject("result");
    return result.has("value") ? result.get("value").toString() : "";
  }

  private JsonObject call(String method, String parameters) {
    return connection.call(session, method, parameters);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
  }

  /** Calls by number, and the events in between. */
  private static final class Connection implements WebSocket.Listener {

    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonObject>> awaited = new ConcurrentHashMap<>();
    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();

    Connection(URI address) {
      socket = await(HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, this));
    }

    static <T> T await(CompletableFuture<T> future) {
      return future.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    JsonObject call(String session, String method, String parameters) {
      int id = number.incrementAndGet();
      CompletableFuture<JsonObject> answer = new CompletableFuture<>();
      answers.put(id, answer);
      JsonObject message = new JsonObject();
      message.addProperty("id", id);
      message.addProperty("method", method);
      message.add("params", JsonParser.parseString(parameters));
      if (!session.isEmpty()) {
        message.addProperty("sessionId", session);
      }
      await(socket.sendText(message.toString(), true));
      JsonObject reply = await(answer);
      if (reply.has("error")) {
        throw new IllegalStateException(method + ": " + reply.get("error"));
      }
      return reply.getAsJsonObject("result");
    }

    CompletableFuture<JsonObject> next(String event) {
      return awaited.computeIfAbsent(event, any -> new CompletableFuture<>());
    }

    List<String> requests(String page) {
      return events.stream()
          .filter(event -> event.get("method").getAsString().equals("Network.requestWillBeSent"))
          .map(event -> event.getAsJsonObject("params").getAsJsonObject("request"))
          .map(request -> request.get("url").getAsString())
          .filter(url -> !url.startsWith("data:") && !url.equals(page))
          .toList();
    }

    List<String> complaints() {
      return events.stream()
          .filter(event -> event.get("method").getAsString().equals("Log.entryAdded"))
          .map(JsonObject::toString)
          .toList();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      text.append(data);
      if (isLast) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        if (message.has("id")) {
          answers.remove(message.get("id").getAsInt()).complete(message);
        } else {
          events.add(message);
          CompletableFuture<JsonObject> waiting =
              awaited.remove(message.get("method").getAsString());
          if (waiting != null) {
            waiting.complete(message);
          }
        }
      }
      from.request(1);
      return null;
    }
  }
}
