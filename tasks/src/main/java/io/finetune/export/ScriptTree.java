package io.finetune.export;

import io.finetune.torch.PickleWriter;
import io.finetune.weight.Tensor;
import io.finetune.weight.TensorPickle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The modules of a TorchScript archive, made from dotted names of tensors: {@code
 * layer1.0.conv1.weight} is the tensor {@code weight} of the module {@code conv1} of {@code 0} of
 * {@code layer1}. So a loaded module's state dict has the names it was made from.
 */
final class ScriptTree {

  private static final Set<String> PARAMETERS = Set.of("weight", "bias");

  private final String className;
  private final Map<String, ScriptTree> modules = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /**
   * Begins with a module that holds nothing.
   *
   * @param className the name of its class; classes below it are called by their paths
   */
  ScriptTree(String className) {
    this.className = className;
  }

  /** Adds a tensor and the modules that lead to it. */
  void add(String name, Tensor tensor) {
    ScriptTree module = this;
    int begin = 0;
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', begin)) {
      String path = name.substring(0, dot).replace('.', '_');
      String part = name.substring(begin, dot);
      module = module.modules.computeIfAbsent(part, key -> new ScriptTree(path));
      begin = dot + 1;
    }
    module.tensors.put(name.substring(begin), tensor);
  }

  /**
   * Writes the classes, a module's after those it has.
   *
   * @param method the only method, of the outermost class
   */
  String classes(String method) {
    StringBuilder text = new StringBuilder();
    modules.values().forEach(module -> text.append(module.classes("")));
    text.append("class ").append(className).append("(Module):\n");
    text.append("  __parameters__ = [").append(names(true)).append("]\n");
    text.append("  __buffers__ = [").append(names(false)).append("]\n");
    text.append("  training : bool\n");
    tensors.keySet().forEach(name -> text.append("  ").append(name).append(" : Tensor\n"));
    modules.forEach(
        (name, module) -> {
          boolean identifier = Character.isLetter(name.charAt(0));
          text.append(identifier ? "  " + name + " : " : "  __annotations__[\"" + name + "\"] = ");
          text.append("__torch__.").append(module.className).append('\n');
        });
    return text.append(method).toString();
  }

  private String names(boolean parameters) {
    List<String> chosen =
        tensors.keySet().stream().filter(name -> PARAMETERS.contains(name) == parameters).toList();
    return chosen.stream().map(name -> "\"" + name + "\", ").collect(Collectors.joining());
  }

  /** Writes the objects, none in training. */
  void pickle(PickleWriter pickle, TensorPickle values) {
    pickle.global("__torch__", className).emptyTuple().newObject().emptyDict().mark();
    pickle.text("training").bool(false);
    tensors.forEach(
        (name, tensor) -> {
          pickle.text(name);
          values.push(tensor);
        });
    modules.forEach(
        (name, module) -> {
          pickle.text(name);
          module.pickle(pickle, values);
        });
    pickle.setItems().build();
  }
}
