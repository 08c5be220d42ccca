package io.finetune.export;

import java.util.Locale;

/**
 * Takes a network down as the body of a method in TorchScript's serialised dialect, one line a
 * step. Tensors are attributes of modules below {@code self}, as in torchvision's.
 */
final class ScriptTranscript implements Transcript {

  private final StringBuilder body = new StringBuilder();

  /** Returns the lines, each indented by four spaces. */
  String body() {
    return body.toString();
  }

  @Override
  public String normalization(String x, String name) {
    String values = line(name + ".cast", "torch.to(%s, 6, False, False, None)", x);
    String scaled = line(name + ".mul", "torch.mul(%s, %s)", values, tensor(name, "scale"));
    return line(name, "torch.sub(%s, %s)", scaled, tensor(name, "shift"));
  }

  @Override
  public String convBatch(String x, Conv conv, String norm, double eps) {
    return line(
        norm,
        "torch.batch_norm(%s, %s, %s, %s, %s, False, 0.10000000000000001, %s, True)",
        convolution(x, conv),
        tensor(norm, "weight"),
        tensor(norm, "bias"),
        tensor(norm, "running_mean"),
        tensor(norm, "running_var"),
        number(eps));
  }

  @Override
  public String convGroup(String x, Conv conv, String norm, int groups, double eps) {
    return line(
        norm,
        "torch.group_norm(%s, %d, %s, %s, %s, True)",
        convolution(x, conv),
        groups,
        tensor(norm, "weight"),
        tensor(norm, "bias"),
        number(eps));
  }

  private String convolution(String x, Conv conv) {
    int stride = conv.stride();
    int padding = conv.padding();
    return line(
        conv.name(),
        "torch.conv2d(%s, %s, None, [%d, %d], [%d, %d], [1, 1], %d)",
        x,
        tensor(conv.name(), "weight"),
        stride,
        stride,
        padding,
        padding,
        conv.groups());
  }

  @Override
  public String relu(String x, String name) {
    return line(name, "torch.relu(%s)", x);
  }

  @Override
  public String sum(String x, String y, String name) {
    return line(name, "torch.add(%s, %s)", x, y);
  }

  @Override
  public String maxPool(String x, String name) {
    return line(name, "torch.max_pool2d(%s, [3, 3], [2, 2], [1, 1], [1, 1], False)", x);
  }

  @Override
  public String averagePool(String x, String name) {
    return line(name, "torch.mean(%s, [2, 3])", x);
  }

  @Override
  public void output(String x, String name) {
    String linear = "torch.linear(%s, %s, %s)";
    String result = line(name, linear, x, tensor(name, "weight"), tensor(name, "bias"));
    body.append("    return ").append(result).append('\n');
  }

  private String line(String name, String expression, Object... arguments) {
    String variable = name.replace('.', '_');
    body.append("    ").append(variable).append(" = ");
    body.append(String.format(Locale.ROOT, expression, arguments)).append('\n');
    return variable;
  }

  /** The attribute of a module: {@code layer1.0.bn1} is {@code getattr(self.layer1, "0").bn1}. */
  private static String tensor(String module, String name) {
    String path = "self";
    for (String part : module.split("\\.")) {
      boolean identifier = Character.isLetter(part.charAt(0));
      path = identifier ? path + "." + part : "getattr(" + path + ", \"" + part + "\")";
    }
    return path + "." + name;
  }

  /** A float of the dialect, which tells it from a whole number by point or exponent. */
  private static String number(double value) {
    return Double.toString(value).replace('E', 'e');
  }
}
