package io.github.ipctck.clauses;

import io.github.ipctck.wire.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * The tables of values that have to arrive as they were sent, by whatever way they go. A row is a handful of values of one
 * kind.
 */
final class RoundTrips {
    private static final String HERE = "io.github.ipctck.clauses.RoundTrips#";

    static final String SIMPLE = HERE + "simple";
    static final String TEXTS = HERE + "texts";
    static final String FLOATS = HERE + "floats";
    static final String NON_FINITE = HERE + "nonFinite";
    static final String BIG_INTEGERS = HERE + "bigIntegers";
    static final String BYTES = HERE + "bytes";
    static final String NESTED = HERE + "nested";
    static final String TUPLES = HERE + "tuples";
    static final String SETS = HERE + "sets";
    static final String MIXED_KEYS = HERE + "mixedKeys";

    private RoundTrips() {}

    private static Named<List<Value>> row(String name, Value... values) {
        return Named.of(name, List.of(values));
    }

    private static Named<List<Value>> integers(String name, LongStream integers) {
        return row(name, integers.mapToObj(Value::of).toArray(Value[]::new));
    }

    static Stream<Named<List<Value>>> simple() {
        return Stream.of(
                row("none and booleans", Value.NONE, Value.of(true), Value.of(false)),
                integers("small integers", LongStream.of(0, 1, -1)),
                integers(
                        "limits of signed integers",
                        LongStream.of(1L << 7, 1L << 15, 1L << 31)
                                .flatMap(limit -> LongStream.of(limit - 1, limit, -limit, -limit - 1))),
                integers(
                        "limits of unsigned integers",
                        LongStream.of(1L << 8, 1L << 16, 1L << 32).flatMap(limit -> LongStream.of(limit - 1, limit))),
                integers(
                        "limits of 53 bits",
                        LongStream.of((1L << 53) - 1, 1L << 53).flatMap(limit -> LongStream.of(limit, -limit))));
    }

    static Stream<Named<List<Value>>> texts() {
        return Stream.of(
                row("short texts", Value.of(""), Value.of("plain ASCII, 'quotes' and \\"), Value.of("进程间通信：管道")),
                row("texts with NUL", Value.of("a NUL in the \0 middle"), Value.of("a NUL at the end\0")),
                row(
                        "texts beyond ASCII",
                        Value.of("beyond U+FFFF: \uD83D\uDE00\uD834\uDD1E"),
                        Value.of("combining: e\u0301 a\u0308 o\u0323\u0302"),
                        Value.of("line ends: \n \r \r\n \u0085 \u2028 \u2029")),
                row("a text of 100,000 characters", Value.of(ofCharacters(100_000))));
    }

    /** Each position has a character of its own, as far as they go. */
    private static String ofCharacters(int count) {
        return IntStream.range(0, count)
                .map(i -> 0x4E00 + i % 0x5000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static Stream<Named<List<Value>>> floats() {
        return Stream.of(
                numbers("zeros and ones", 0.0, 1.0),
                numbers("fractions", 0.1, 1 / 3.0),
                numbers("extremes", Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE));
    }

    private static Named<List<Value>> numbers(String name, double... numbers) {
        return row(
                name,
                DoubleStream.of(numbers)
                        .flatMap(number -> DoubleStream.of(number, -number))
                        .mapToObj(Value::of)
                        .toArray(Value[]::new));
    }

    static Stream<Named<List<Value>>> nonFinite() {
        return Stream.of(
                row("infinities", Value.of(Double.POSITIVE_INFINITY), Value.of(Double.NEGATIVE_INFINITY)),
                row("not a number", Value.of(Double.NaN)));
    }

    static Stream<Named<List<Value>>> bigIntegers() {
        BigInteger one = BigInteger.ONE;
        return Stream.of(
                bothSigns("beyond 53 bits", one.shiftLeft(53).add(one)),
                bothSigns("limits of 64 bits", around(one.shiftLeft(63)), around(one.shiftLeft(64))),
                bothSigns(
                        "beyond 64 bits",
                        BigInteger.TEN.pow(30),
                        one.shiftLeft(4096).add(one)));
    }

    private static BigInteger[] around(BigInteger limit) {
        return new BigInteger[] {limit.subtract(BigInteger.ONE), limit, limit.add(BigInteger.ONE)};
    }

    private static Named<List<Value>> bothSigns(String name, BigInteger... integers) {
        return row(
                name,
                Stream.of(integers)
                        .flatMap(integer -> Stream.of(Value.of(integer), Value.of(integer.negate())))
                        .toArray(Value[]::new));
    }

    private static Named<List<Value>> bothSigns(String name, BigInteger[] one, BigInteger[] other) {
        return bothSigns(name, Stream.of(one, other).flatMap(Stream::of).toArray(BigInteger[]::new));
    }

    static Stream<Named<List<Value>>> bytes() {
        byte[] every = new byte[256];
        IntStream.range(0, every.length).forEach(i -> every[i] = (byte) i);
        return Stream.of(
                row("none and NUL", Value.ofBytes(), Value.ofBytes((byte) 0)),
                row("every byte", Value.ofBytes(every)),
                row("what is no UTF-8", Value.ofBytes((byte) 0xC3, (byte) 0x28, (byte) 0xFF, (byte) 0xFE, (byte)
                        0x80)));
    }

    static Stream<Named<List<Value>>> nested() {
        Value none = Value.list();
        Value deep = Stream.iterate(none, Value::list).skip(49).findFirst().orElseThrow();
        return Stream.of(
                row(
                        "empty ones",
                        none,
                        Value.dictionary(),
                        Value.list(Value.dictionary()),
                        Value.dictionary("empty", none)),
                row("a long list", Value.list(counting(1000))),
                row(
                        "lists and dictionaries in each other",
                        Value.dictionary(
                                "first",
                                        Value.list(
                                                Value.dictionary("name", Value.of("李雷")), Value.dictionary("b", none)),
                                "second", Value.list(Value.dictionary("c", Value.NONE), Value.dictionary()))),
                row("a list 50 deep", deep));
    }

    private static Value[] counting(int count) {
        return IntStream.range(0, count).mapToObj(Value::of).toArray(Value[]::new);
    }

    static Stream<Named<List<Value>>> tuples() {
        Value pair = Value.tuple(Value.of(1), Value.of(2));
        return Stream.of(
                row("short tuples", Value.tuple(), Value.tuple(Value.of(1)), pair),
                row("tuples of tuples", Value.tuple(pair, Value.tuple(Value.tuple(pair)), Value.tuple())));
    }

    static Stream<Named<List<Value>>> sets() {
        return Stream.of(
                row("small sets", Value.set(), Value.set(Value.of(7))),
                row("a set of a hundred", Value.set(counting(100))));
    }

    static Stream<Named<List<Value>>> mixedKeys() {
        Value a = Value.of("a");
        Value b = Value.of("b");
        return Stream.of(
                row("integer keys", Value.mixedDictionary(Value.of(1), a, Value.of(-1), b)),
                row("keys that look alike", Value.mixedDictionary(Value.of(1), a, Value.of("1"), b)),
                row("none as key and value", Value.mixedDictionary(Value.NONE, a, b, Value.NONE)));
    }
}
