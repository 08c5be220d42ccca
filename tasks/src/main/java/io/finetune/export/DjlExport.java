package io.finetune.export;

import ai.djl.Application;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import io.finetune.image.Preprocessing;
import io.finetune.image.Resize;
import io.finetune.image.ResizeExact;
import io.finetune.image.Resizing;
import io.finetune.predict.Checkpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A classifier as a folder that DJL loads by itself, with class names and preprocessing:
 *
 * <pre>
 * birds/
 *   model.pt             TorchScript
 *   serving.properties   engine, translator and its arguments
 *   synset.txt           class names, one a line
 * </pre>
 */
final class DjlExport {

  private static final String MODEL = "model.pt";
  private static final String SYNSET = "synset.txt";
  private static final int SHOWN = 5;

  private DjlExport() {}

  static Comparison make(Checkpoint checkpoint, NetworkInput input, Path folder)
      throws IOException {
    try (TrainedClassifier classifier = TrainedClassifier.load(checkpoint)) {
      Files.createDirectory(folder);
      ScriptExport.write(classifier, input, folder.resolve(MODEL));
      List<String> classes = classifier.facts().classes();
      Files.write(folder.resolve(SYNSET), classes, StandardCharsets.UTF_8);
      Files.write(
          folder.resolve("serving.properties"),
          properties(classifier.preprocessing(), classes.size()),
          StandardCharsets.US_ASCII);
      return ScriptExport.compare(classifier, input, folder, MODEL)
          .or(DjlCheck.compare(classifier, folder));
    }
  }

  /** The arguments of DJL's translator. */
  private static List<String> properties(Preprocessing preprocessing, int classes) {
    List<String> lines = new ArrayList<>();
    lines.add("engine=PyTorch");
    lines.add("application=" + Application.CV.IMAGE_CLASSIFICATION.getPath());
    lines.add("translatorFactory=" + ImageClassificationTranslatorFactory.class.getName());
    lines.add("width=" + preprocessing.width());
    lines.add("height=" + preprocessing.height());
    preprocessing.resize().map(DjlExport::resize).ifPresent(lines::add);
    lines.add("centerCrop=true");
    lines.add("toTensor=true");
    lines.add(
        "normalize="
            + Stream.concat(preprocessing.mean().stream(), preprocessing.std().stream())
                .map(value -> Float.toString(value))
                .collect(Collectors.joining(",")));
    lines.add("applySoftmax=true");
    lines.add("topK=" + Math.min(SHOWN, classes));
    lines.add("synsetFileName=" + SYNSET);
    return lines;
  }

  /** Averaging over areas is what shrinks an image here, too. */
  private static String resize(Resizing resizing) {
    if (resizing instanceof Resize shorter) {
      return "resizeShort=" + shorter.size() + ",-1," + Image.Interpolation.AREA;
    }
    ResizeExact exact = (ResizeExact) resizing;
    return "resize=" + exact.width() + "," + exact.height() + "," + Image.Interpolation.AREA;
  }
}
