package io.github.ipctck.clauses;

import static io.github.ipctck.stage.Assertions.expect;
import static io.github.ipctck.wire.Fault.OVERFLOW;
import static io.github.ipctck.wire.Fault.VALUE;

import io.github.ipctck.actor.Answer;
import io.github.ipctck.wire.Value;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the type codes of shared values and arrays stand for. */
final class TypeCodes {
    private TypeCodes() {}

    /**
     * A type code of integers.
     *
     * @param code the letter
     * @param bits how wide
     * @param signed whether negative ones are among them
     */
    record Integers(String code, int bits, boolean signed) {
        BigInteger lowest() {
            return signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
        }

        BigInteger highest() {
            return BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
        }

        /** What is left of an integer when only its lowest bits are kept. */
        BigInteger wrapped(BigInteger integer) {
            BigInteger low = integer.mod(BigInteger.ONE.shiftLeft(bits));
            return low.compareTo(highest()) > 0 ? low.subtract(BigInteger.ONE.shiftLeft(bits)) : low;
        }

        boolean holds(BigInteger integer) {
            return integer.compareTo(lowest()) >= 0 && integer.compareTo(highest()) <= 0;
        }

        /** Any one of them. */
        Value any(Random random) {
            return Value.of(wrapped(new BigInteger(bits, random)));
        }

        /** The limits and their neighbours on both sides, and some more beyond. */
        List<BigInteger> aroundTheLimits() {
            BigInteger one = BigInteger.ONE;
            return List.of(
                    lowest(),
                    lowest().add(one),
                    BigInteger.ZERO,
                    highest().subtract(one),
                    highest(),
                    highest().add(one),
                    highest().add(BigInteger.TWO),
                    lowest().subtract(one),
                    lowest().subtract(BigInteger.TWO));
        }
    }

    static final Integers INT = new Integers("i", 32, true);

    /** Those whose width is the same on every Linux. */
    static final List<Integers> OF_KNOWN_WIDTH = List.of(
            new Integers("b", 8, true),
            new Integers("B", 8, false),
            new Integers("h", 16, true),
            new Integers("H", 16, false),
            INT,
            new Integers("I", 32, false));

    /** Those of 64 bits, which not every implementation of old has. */
    static final List<Integers> OF_64_BITS = List.of(new Integers("q", 64, true), new Integers("Q", 64, false));

    /** Those that are as wide as a word of the machine. */
    static final List<List<Integers>> OF_WORD_WIDTH = List.of(
            List.of(new Integers("l", 64, true), new Integers("l", 32, true)),
            List.of(new Integers("L", 64, false), new Integers("L", 32, false)));

    /** Fractions and the numbers that single precision has just not. */
    static final List<Double> NUMBERS = List.of(
            0.1, -0.1, 1 / 3.0, 0.5, -0.0, 16_777_217.0, 1e-30, (double) Float.MAX_VALUE, (double) Float.MIN_VALUE);

    /** Numbers that need double precision. */
    static final List<Double> PRECISE_NUMBERS = List.of(
            0.1,
            -0.1,
            1 / 3.0,
            -0.0,
            16_777_217.0,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_VALUE,
            Double.MIN_NORMAL);

    static Value inSinglePrecision(double number) {
        return Value.of((double) (float) number);
    }

    /**
     * An integer was set and read: it is there if the type holds it. If not, it wraps, or is refused and nothing changes.
     *
     * @param what was set, completes 'expected …'
     */
    static void expectKept(Integers type, String what, BigInteger integer, Value before, Answer set, Answer read) {
        String assigned = what + " of type code '" + type.code() + "', set to " + integer + ",";
        if (type.holds(integer)) {
            expect(
                    set.returned() && read.returned(Value.of(integer)),
                    assigned + " to be read as " + integer,
                    set.returned() ? "reading it " + read.told() : "setting it " + set.told());
        } else if (set.returned()) {
            BigInteger wrapped = type.wrapped(integer);
            expect(
                    read.returned(Value.of(wrapped)),
                    assigned + " to be refused or to be read as " + wrapped + ", its lowest " + type.bits() + " bits",
                    "reading it " + read.told());
        } else {
            expect(
                    set.fault() == OVERFLOW || set.fault() == VALUE,
                    assigned + " to be refused with " + OVERFLOW + " or " + VALUE + ", or to wrap",
                    "setting it " + set.told());
            expect(
                    read.returned(before),
                    assigned + " to be " + before + " as before, as that was refused",
                    "reading it " + read.told());
        }
    }

    /** Which of the possible widths a type has: the first that keeps its highest integer. */
    static Integers widthOf(List<Integers> possible, Function<BigInteger, Boolean> keeps) {
        return possible.stream()
                .filter(type -> keeps.apply(type.highest()))
                .findFirst()
                .orElse(possible.get(0));
    }

    /** A finite number of double precision whose bits are random: nothing that stands in memory by chance. */
    static double aMagicNumber(Random random) {
        double number = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(number) ? number : aMagicNumber(random);
    }

    /** A double as the machine has it in memory. */
    static byte[] inMemory(double number) {
        return ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.nativeOrder())
                .putDouble(number)
                .array();
    }

    /** Integers as the machine has them in memory. */
    static byte[] inMemory(Integers type, Value... integers) {
        ByteBuffer buffer =
                ByteBuffer.allocate(integers.length * type.bits() / Byte.SIZE).order(ByteOrder.nativeOrder());
        Stream.of(integers).mapToLong(Value::asInteger).forEach(integer -> {
            switch (type.bits()) {
                case 8 -> buffer.put((byte) integer);
                case 16 -> buffer.putShort((short) integer);
                case 32 -> buffer.putInt((int) integer);
                default -> buffer.putLong(integer);
            }
        });
        return buffer.array();
    }
}
