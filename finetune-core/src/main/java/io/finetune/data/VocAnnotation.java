package io.finetune.data;

import io.finetune.DataException;
import io.finetune.FileContent;
import io.finetune.region.Box;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What an XML file of Pascal VOC says of an image.
 *
 * @param height rows of the image
 * @param width columns of the image
 * @param objects in the file's order, which their mask counts too
 */
record VocAnnotation(int height, int width, List<Labelled> objects) {

  /**
   * An object.
   *
   * @param name of its class
   * @param difficult whether it was found too hard to be asked for
   * @param box from pixel numbers that count from 1 and include the last: the first pixel of a row
   *     is the box from 0 to 1
   */
  record Labelled(String name, boolean difficult, Box box) {}

  private static final int MAX_BYTES = 1 << 26;
  private static final Pattern DECLARED =
      Pattern.compile("^\\s*<\\?xml[^>]*?encoding\\s*=\\s*[\"']([^\"']*)[\"']");

  VocAnnotation {
    objects = List.copyOf(objects);
  }

  /**
   * Reads a file. Document types, and with them entities, are refused: annotations have none, and
   * what they can do (read other files, grow without end) nobody wants of a dataset.
   *
   * @throws DataException if it cannot be read, is no XML or lacks what is needed
   */
  static VocAnnotation read(Path file) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    try {
      // Decoded here, because the parser prints on stderr what is no text in its encoding.
      byte[] content = FileContent.read(file, MAX_BYTES);
      String text = TextFile.decode(content, encoding(content));
      return new Parser(file).parse(factory.createXMLStreamReader(new StringReader(text)));
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Annotation %s is no text in the encoding it declares, or in UTF-8 if it declares none"
                  + " (%s); save it as UTF-8.",
              file,
              e),
          e);
    } catch (IOException e) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Annotation %s cannot be read (%s); each image of a list needs one.",
              file,
              e),
          e);
    } catch (XMLStreamException e) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "Annotation %s is no intact XML (%s); restore the file.",
              file,
              String.valueOf(e.getMessage()).replace('\n', ' ')),
          e);
    }
  }

  /**
   * Returns what the first line declares, which is ASCII.
   *
   * @throws IllegalArgumentException if that is no encoding that is known here
   */
  private static Charset encoding(byte[] content) {
    int length = Math.min(content.length, 200);
    Matcher declared =
        DECLARED.matcher(new String(content, 0, length, StandardCharsets.ISO_8859_1));
    return declared.find() ? Charset.forName(declared.group(1)) : StandardCharsets.UTF_8;
  }

  /** Collects the texts of the elements that matter, told by where they stand. */
  private static final class Parser {

    private static final String SIZE = "annotation/size/";
    private static final String OBJECT = "annotation/object";

    /** Below annotation/object/bndbox/xmin there is nothing to read. */
    private static final int MAX_DEPTH = 4;

    private final Path file;
    private final Deque<String> path = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> size = new HashMap<>();
    private final Map<String, String> object = new HashMap<>();
    private final List<Labelled> objects = new ArrayList<>();

    Parser(Path file) {
      this.file = file;
    }

    VocAnnotation parse(XMLStreamReader xml) throws XMLStreamException {
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            path.addLast(xml.getLocalName());
            text.setLength(0);
          }
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
              text.append(xml.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            if (path.size() <= MAX_DEPTH) {
              end(String.join("/", path));
            }
            path.removeLast();
            text.setLength(0);
          }
          case XMLStreamConstants.DTD ->
              throw new DataException(
                  String.format(
                      Locale.ROOT,
                      "Annotation %s declares a document type, which is refused; remove it.",
                      file));
          default -> {} // comments and the like
        }
      }
      return new VocAnnotation(pixels("height"), pixels("width"), objects);
    }

    // Parts of a person (head, hand, foot) have a name and a box too, but stand one level deeper.
    private void end(String at) {
      if (at.startsWith(SIZE)) {
        size.put(at.substring(SIZE.length()), text.toString().strip());
      } else if (at.equals(OBJECT)) {
        objects.add(labelled());
        object.clear();
      } else if (at.startsWith(OBJECT + "/")) {
        object.put(at.substring(OBJECT.length() + 1), text.toString().strip());
      }
    }

    private Labelled labelled() {
      String name = object.getOrDefault("name", "");
      if (name.isEmpty()) {
        throw unexpected("object " + (objects.size() + 1), "name", name, "a class");
      }
      double left = coordinate("xmin") - 1;
      double top = coordinate("ymin") - 1;
      Box box = Box.ofCorners(left, top, coordinate("xmax"), coordinate("ymax"));
      return new Labelled(name, object.getOrDefault("difficult", "0").equals("1"), box);
    }

    private double coordinate(String name) {
      String value = object.getOrDefault("bndbox/" + name, "");
      if (!value.matches("-?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]+)?")) {
        throw unexpected("object " + (objects.size() + 1), name, value, "a number");
      }
      return Double.parseDouble(value);
    }

    private int pixels(String name) {
      String value = size.getOrDefault(name, "");
      if (!value.matches("[1-9][0-9]{0,5}")) {
        throw unexpected("the size", name, value, "a number of pixels");
      }
      return Integer.parseInt(value);
    }

    private DataException unexpected(String where, String name, String value, String expected) {
      return new DataException(
          String.format(
              Locale.ROOT,
              "Annotation %s: %s of %s should be %s, not \"%s\".",
              file,
              name,
              where,
              expected,
              value));
    }
  }
}
