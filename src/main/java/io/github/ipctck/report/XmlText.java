package io.github.ipctck.report;

import java.io.StringWriter;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** XML with text from anybody. */
final class XmlText {
    private XmlText() {}

    static Document document() {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new last element of a parent. */
    static Element child(Node parent, String name, Map<String, String> attributes) {
        Document document = parent instanceof Document itself ? itself : parent.getOwnerDocument();
        Element element = document.createElement(name);
        attributes.forEach((attribute, value) -> element.setAttribute(attribute, legal(value)));
        parent.appendChild(element);
        return element;
    }

    /** The same with a text in it. */
    static Element child(Node parent, String name, Map<String, String> attributes, String text) {
        Element element = child(parent, name, attributes);
        element.setTextContent(legal(text));
        return element;
    }

    /** The same text without the characters that XML can't have, escaped or not. */
    static String legal(String text) {
        StringBuilder legal = new StringBuilder(text.length());
        text.codePoints()
                .filter(point -> point == '\t'
                        || point == '\n'
                        || point == '\r'
                        || (point >= 0x20 && point <= 0xD7FF)
                        || (point >= 0xE000 && point <= 0xFFFD)
                        || point >= 0x10000)
                .forEach(legal::appendCodePoint);
        return legal.toString();
    }

    static String text(Document document) {
        try {
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.INDENT, "yes");
            document.setXmlStandalone(true);
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
