package io.finetune.weight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import io.finetune.WeightException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What DJL's own {@code Model.save} writes is read back. */
class DjlParamsTest {

  @TempDir Path temp;

  @Test
  void aModelSavedByDjlIsReadValueForValue() throws Exception {
    SequentialBlock block =
        new SequentialBlock()
            .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(4).build())
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(5).build());
    try (Model model = Model.newInstance("net")) {
      model.setBlock(block);
      model.setDataType(DataType.FLOAT32);
      model.setProperty("Epoch", "3");
      block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 3, 8, 8));
      model.save(temp, "net");
      Path file = temp.resolve("net-0003.params");
      List<String> names = List.copyOf(block.getParameters().keys());
      Weights weights = Weights.read(file).renamed(names);
      assertEquals(8, names.size());
      assertEquals("net", weights.metadata().get("name"));
      for (String name : names) {
        var array = block.getParameters().get(name).getArray();
        Tensor tensor = weights.tensors().get(name);
        assertArrayEquals(array.getShape().getShape(), tensor.shape(), name);
        assertArrayEquals(array.toFloatArray(), tensor.toFloats(), name);
      }
      byte[] whole = Files.readAllBytes(file);
      for (int length : new int[] {3, 10, 100, whole.length / 2, whole.length - 1}) {
        Path cut = Files.write(temp.resolve("cut.params"), Arrays.copyOf(whole, length));
        assertThrows(WeightException.class, () -> Weights.read(cut), "length " + length);
      }
    }
  }
}
