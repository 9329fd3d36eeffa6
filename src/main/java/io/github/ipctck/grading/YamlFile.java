package io.github.ipctck.grading;

import io.github.ipctck.run.UsageException;
import io.github.ipctck.spec.Nearest;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/** A file of YAML whose every mistake is told as {@code FILE:LINE:COLUMN: what is wrong; what to do}. */
final class YamlFile {
    /** YAML's own rules read 010 as eight and 1:30 as ninety. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,9})?");

    private final Path file;

    YamlFile(Path file) {
        this.file = file;
    }

    /**
     * The mapping that the file consists of.
     *
     * @param known the keys that it may have
     * @throws UsageException if the file can't be read, or is something else
     */
    Mapping root(List<String> known) {
        return new Field("the file", tree()).mapping(known);
    }

    private Node tree() {
        String content = content();
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(content));
            if (root == null) {
                throw mistake(1, 1, "it is empty", "spec/assignment.schema.json says what stands in it");
            }
            return root;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw mistake(
                    mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1,
                    "it is no YAML: " + e.getProblem(),
                    "look at this line and the one before it");
        } catch (ReaderException e) {
            String before = content.substring(0, content.offsetByCodePoints(0, e.getPosition()));
            int line =
                    (int) before.chars().filter(character -> character == '\n').count();
            throw mistake(
                    line + 1,
                    before.length() - before.lastIndexOf('\n'),
                    String.format("the character U+%04X can't be in YAML", e.getCodePoint()),
                    "take it out");
        } catch (YAMLException e) {
            throw mistake(
                    1,
                    1,
                    "it is no YAML: " + e.getMessage().lines().findFirst().orElse(""),
                    "write it by spec/assignment.schema.json");
        }
    }

    private String content() {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw mistake(1, 1, "it is no text in UTF-8", "save it as UTF-8");
        } catch (IOException e) {
            throw new UsageException(file + " can't be read: " + e.getMessage());
        }
    }

    private UsageException mistake(int line, int column, String wrong, String remedy) {
        return new UsageException(file + ":" + line + ":" + column + ": " + wrong + "; " + remedy);
    }

    private UsageException mistake(Node node, String wrong, String remedy) {
        Mark mark = node.getStartMark();
        return mistake(mark.getLine() + 1, mark.getColumn() + 1, wrong, remedy);
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    /** A mapping whose keys are known, each at most once. */
    final class Mapping {
        private final Node node;
        private final Map<String, Field> fields = new LinkedHashMap<>();

        private Mapping(MappingNode node, List<String> known) {
            this.node = node;
            for (NodeTuple entry : node.getValue()) {
                Node key = entry.getKeyNode();
                String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
                if (!known.contains(name)) {
                    throw mistake(
                            key,
                            "there is no field '" + name + "' here",
                            Nearest.to(name, known)
                                    .map(near -> "did you mean '" + near + "'?")
                                    .orElse("there are " + quoted(known)));
                }
                if (fields.put(name, new Field(name, entry.getValueNode())) != null) {
                    throw mistake(key, "'" + name + "' is here twice", "take one out");
                }
            }
        }

        Optional<Field> field(String name) {
            return Optional.ofNullable(fields.get(name));
        }

        /** @param remedy what to write */
        Field required(String name, String remedy) {
            return field(name).orElseThrow(() -> mistake("'" + name + "' is missing", remedy));
        }

        /** A mistake of the whole mapping. */
        UsageException mistake(String wrong, String remedy) {
            return YamlFile.this.mistake(node, wrong, remedy);
        }

        private UsageException mistake(Node at, String wrong, String remedy) {
            return YamlFile.this.mistake(at, wrong, remedy);
        }
    }

    /** A value, with the name that messages call it by. */
    final class Field {
        private final String name;
        private final Node node;

        private Field(String name, Node node) {
            this.name = name;
            this.node = node;
        }

        UsageException mistake(String wrong, String remedy) {
            return YamlFile.this.mistake(node, wrong, remedy);
        }

        Mapping mapping(List<String> known) {
            if (node instanceof MappingNode mapping) {
                return new Mapping(mapping, known);
            }
            throw mistake("'" + name + "' must have fields", "write 'name: value' lines of " + quoted(known));
        }

        /** Its items, of which there is at least one. */
        List<Field> list() {
            if (!(node instanceof SequenceNode sequence)) {
                throw mistake("'" + name + "' must be a list", "write it as [a, b], or with a '- ' before each item");
            }
            if (sequence.getValue().isEmpty()) {
                throw mistake("'" + name + "' is an empty list", "write what is in it, or leave '" + name + "' out");
            }
            return sequence.getValue().stream()
                    .map(item -> new Field("an item of " + name, item))
                    .toList();
        }

        /** Texts, none twice. */
        List<String> texts(Pattern form, String formInWords) {
            List<String> texts = new ArrayList<>();
            for (Field item : list()) {
                String text = item.text(form, formInWords);
                if (texts.contains(text)) {
                    throw item.mistake("'" + text + "' is in '" + name + "' twice", "take one out");
                }
                texts.add(text);
            }
            return List.copyOf(texts);
        }

        /**
         * A text.
         *
         * @param form what all of it must match
         * @param formInWords what follows "must be"
         */
        String text(Pattern form, String formInWords) {
            String value = scalar("text");
            boolean isText = node.getTag().equals(Tag.STR);
            if (!isText) {
                throw mistake(
                        "'" + name + "' must be text, and YAML takes " + (value.isEmpty() ? "nothing" : value)
                                + " for something else",
                        value.isEmpty() ? "write some" : "put it in quotes: \"" + value + "\"");
            }
            if (!form.matcher(value).matches()) {
                throw mistake("'" + name + "' is '" + shortened(value) + "'", "it must be " + formInWords);
            }
            return value;
        }

        /** The characters of a value of whatever type. */
        String scalar(String kind) {
            if (node instanceof ScalarNode scalar) {
                return scalar.getValue();
            }
            throw mistake("'" + name + "' must be " + kind + ", not a list or fields", "write one value");
        }

        boolean flag() {
            String value = scalar("true or false");
            if (node.getTag().equals(Tag.BOOL) && (value.equals("true") || value.equals("false"))) {
                return value.equals("true");
            }
            throw mistake("'" + name + "' is '" + shortened(value) + "'", "write true or false");
        }

        /** A number above 0. */
        double positive() {
            BigDecimal number = number("a number such as 10 or 2.5");
            if (number.signum() <= 0) {
                throw mistake("'" + name + "' is " + number, "it must be more than 0");
            }
            return number.doubleValue();
        }

        /** A whole number, at least 1. */
        int count() {
            BigDecimal number = number("a whole number such as 10");
            if (number.signum() <= 0 || number.stripTrailingZeros().scale() > 0) {
                throw mistake("'" + name + "' is " + number, "it must be a whole number, at least 1");
            }
            return number.intValueExact();
        }

        private BigDecimal number(String example) {
            String value = scalar("a number");
            boolean isNumber = node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
            if (!isNumber || !NUMBER.matcher(value).matches()) {
                throw mistake(
                        "'" + name + "' is '" + shortened(value) + "'",
                        "write " + example + ", without quotes or unit");
            }
            return new BigDecimal(value);
        }

        <E extends Enum<E>> E oneOf(E[] choices, Function<E, String> textOf) {
            String value = scalar("a word");
            List<String> words = Arrays.stream(choices).map(textOf).toList();
            int place = words.indexOf(value);
            if (place < 0) {
                throw mistake(
                        "'" + name + "' is '" + shortened(value) + "'",
                        Nearest.to(value, words)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("it must be one of " + quoted(words)));
            }
            return choices[place];
        }

        private static String shortened(String value) {
            return value.length() <= 60 ? value : value.substring(0, 60) + "…";
        }
    }
}
