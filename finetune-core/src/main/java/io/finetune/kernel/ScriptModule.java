package io.finetune.kernel;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A module of TorchScript methods on one device: how this project reaches the operators of libtorch
 * that DJL has no method for, and how it runs many of them in one native call.
 *
 * <p>The methods stand in a resource file in TorchScript's serialised dialect. {@link #call}
 * records gradients; {@link #run} never does and is meant for updates in place.
 *
 * <p>Methods check nothing: a wrong shape or dtype surfaces as an {@link EngineException} at best,
 * so typed wrappers validate before they call.
 */
public final class ScriptModule implements AutoCloseable {

  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private final Map<String, NDArray> markers = new ConcurrentHashMap<>();

  private ScriptModule(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /**
   * Compiles the methods of a resource.
   *
   * @param device where the methods will run
   * @param anchor the class beside which the resource lies
   * @param resource file name of the resource
   * @return the module; the caller closes it
   * @throws EngineException if a method does not compile; the message holds libtorch's
   */
  public static ScriptModule load(Device device, Class<?> anchor, String resource) {
    byte[] archive = ScriptArchive.pack(read(anchor, resource));
    PtNDManager manager = (PtNDManager) NDManager.newBaseManager(device, "PyTorch");
    try {
      return new ScriptModule(
          manager, JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false));
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException("reading a kernel archive from memory failed", e);
    } catch (EngineException e) {
      manager.close();
      throw new EngineException("the kernels in " + resource + " do not compile", e);
    }
  }

  private static String read(Class<?> anchor, String resource) {
    try (InputStream in = anchor.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "no resource " + resource + " beside " + anchor.getName() + "; is the jar complete?");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + resource, e);
    }
  }

  /**
   * Calls a method with arrays, recording gradients when a collector is open.
   *
   * @param scope the manager that will own the results
   * @param method the name of the method
   * @param arguments its arguments, at least one, all tensors
   * @return its results, attached to {@code scope}
   */
  public NDList call(NDManager scope, String method, NDArray... arguments) {
    // DJL reads structure and the method's name out of array names, so arguments go in unnamed.
    NDList inputs = new NDList(arguments.length + 1);
    for (NDArray argument : arguments) {
      argument.setName(null);
      inputs.add(argument);
    }
    inputs.add(markers.computeIfAbsent(method, this::marker));
    NDList results = IValueUtils.forward(block, inputs, true);
    if (!scope.equals(arguments[0].getManager())) {
      results.attach(scope);
    }
    return results;
  }

  private NDArray marker(String method) {
    NDArray marker = manager.create(new Shape(0), DataType.UINT8);
    marker.setName("module_method:" + method);
    return marker;
  }

  /**
   * Runs a method that works in place or whose result needs no gradient.
   *
   * @param method the name of the method
   * @param arguments its arguments, closed by this call
   * @return its result; the caller closes it
   */
  public IValue run(String method, IValue... arguments) {
    try {
      return IValueUtils.runMethod(block, method, arguments);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  /**
   * Wraps arrays as a {@code List[Tensor]} argument.
   *
   * @param arrays the arrays, all on this module's device
   * @return the argument
   */
  public static IValue list(List<NDArray> arrays) {
    return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
  }

  /**
   * Wraps an array as a {@code Tensor} argument.
   *
   * @param array the array
   * @return the argument
   */
  public static IValue tensor(NDArray array) {
    return IValue.from((PtNDArray) array);
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
