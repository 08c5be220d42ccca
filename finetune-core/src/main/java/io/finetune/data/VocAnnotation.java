package io.finetune.data;

import io.finetune.DataException;
import io.finetune.region.Box;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return new Parser(file).parse(factory.createXMLStreamReader(in));
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

  /** Collects the texts of the elements that matter, told by where they stand. */
  private static final class Parser {

    private static final String SIZE = "annotation/size/";
    private static final String OBJECT = "annotation/object";

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
            end(String.join("/", path));
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
