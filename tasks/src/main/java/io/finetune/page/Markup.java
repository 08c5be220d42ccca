package io.finetune.page;

import io.finetune.FinetuneException;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * HTML as it is written, tag by tag. The JDK's XML writer escapes every text and attribute, so
 * nothing that comes from a user, such as the name of a class or file, can become markup.
 */
final class Markup {

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  Markup() {
    try {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  /**
   * Writes an element with content.
   *
   * @param tag its name
   * @param content writes what is inside
   * @param attributes names and values in turn
   */
  Markup in(String tag, Runnable content, String... attributes) {
    try {
      xml.writeStartElement(tag);
      attributes(attributes);
      content.run();
      xml.writeEndElement();
      return this;
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  /** Writes an element with text only. */
  Markup element(String tag, String content, String... attributes) {
    return in(tag, () -> text(content), attributes);
  }

  /** Writes an element that has no content, such as {@code img}. */
  Markup empty(String tag, String... attributes) {
    try {
      xml.writeEmptyElement(tag);
      attributes(attributes);
      return this;
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  /** Writes text. */
  Markup text(String content) {
    try {
      xml.writeCharacters(clean(content));
      return this;
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  /** Writes a name from outside, whose direction of writing does not disturb what is around it. */
  Markup name(String content) {
    return element("bdi", content);
  }

  /**
   * Writes text as it is, for style sheets, in which nothing is escaped.
   *
   * @throws IllegalArgumentException if it could end its element
   */
  Markup raw(String content) {
    if (content.contains("</")) {
      throw new IllegalArgumentException("the text holds an end tag: " + content);
    }
    try {
      xml.writeCharacters(""); // ends the start tag
      xml.flush();
      text.write(content);
      return this;
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], clean(attributes[i + 1]));
    }
  }

  /** Control characters have no place in HTML. */
  private static String clean(String content) {
    return content.replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\uFFFD");
  }

  /** Returns the document. */
  String document() {
    try {
      xml.flush();
      return "<!DOCTYPE html>\n" + text + "\n";
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  private static FinetuneException unexpected(XMLStreamException e) {
    return new FinetuneException("cannot write the page: " + e, e);
  }
}
