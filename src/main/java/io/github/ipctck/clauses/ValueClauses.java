package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.NOT;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expect;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.wire.Fault.TYPE;
import static io.github.ipctck.wire.Fault.VALUE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.SharedValue;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.wire.Value;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Chapter("value")
class ValueClauses {
    private static final Value ZERO = Value.of(0);

    /** How often each of several processes adds one to a counter. */
    private static final int TIMES = 2_500;

    @Clause("VALUE-INITIAL")
    void aValueMadeWithAnInitialIsThatInEveryProcess(Actor parent, Random random) {
        for (var initial : Map.of("i", anInteger(random), "d", Value.of(random.nextDouble()))
                .entrySet()) {
            var value = parent.newValue(initial.getKey(), initial.getValue());
            var child = parent.child("child", value);
            assertThat(parent.getting(value)).returns(initial.getValue());
            assertThat(child.getting(value)).returns(initial.getValue());
        }
    }

    @Clause("VALUE-DEFAULT-ZERO")
    void aValueMadeWithoutAnInitialIsZero(Actor parent) {
        for (String code : List.of("i", "B", "h")) {
            assertThat(parent.getting(parent.newValue(code, null))).returns(ZERO);
        }
        for (String code : List.of("f", "d")) {
            assertThat(parent.getting(parent.newValue(code, null))).returns(Value.of(0.0));
        }
    }

    @Clause("VALUE-SHARED")
    void whatOneProcessSetsAllOthersReadInOneSharedMemory(Actor parent, Random random) {
        var value = parent.newValue("d", null);
        var child = parent.child("child", value);
        for (var writer : List.of(parent, child)) {
            var reader = writer == parent ? child : parent;
            var number = TypeCodes.aMagicNumber(random);
            var magic = Value.of(number);
            writer.set(value, magic);
            assertThat(reader.getting(value)).returns(magic);
            assertThat(parent)
                    .sharesMemoryWith(
                            child,
                            TypeCodes.inMemory(number),
                            "the eight bytes of " + magic + ", which " + writer + " set " + value + " to,");
        }
    }

    @Clause("VALUE-SEEN-AT-ONCE")
    void whatIsSetIsReadByTheVeryNextReadOfAnyProcess(Actor parent, Random random) {
        var value = parent.newValue("i", ZERO);
        var family = List.of(parent, parent.child("first child", value), parent.child("second child", value));
        for (int round = 0; round < 10; round++) {
            for (var writer : family) {
                var number = anInteger(random);
                writer.set(value, number);
                family.forEach(reader -> assertThat(reader.getting(value)).returns(number));
            }
        }
    }

    @Clause("VALUE-INT")
    void anIntHoldsEveryIntegerOf32Bits(Actor parent, Random random) {
        var value = parent.newValue("i", ZERO);
        var child = parent.child("child", value);
        var integers = Stream.concat(
                Stream.of(-1L << 31, (-1L << 31) + 1, -1L, 0L, 1L, (1L << 31) - 2, (1L << 31) - 1)
                        .map(Value::of),
                Stream.generate(() -> anInteger(random)).limit(5));
        integers.forEach(integer -> {
            assertThat(child.setting(value, integer)).returns();
            assertThat(parent.getting(value)).returns(integer);
        });
    }

    @Clause("VALUE-INT-RANGE")
    void anIntegerBeyond32BitsWrapsOrIsRefused(Actor actor, Random random) {
        var value = actor.newValue("i", anInteger(random));
        for (long beyond : new long[] {1L << 31, (-1L << 31) - 1, (1L << 32) - 1, 1L << 32, (1L << 40) + 7}) {
            expectKept(TypeCodes.INT, actor, value, BigInteger.valueOf(beyond));
        }
    }

    @Clause("VALUE-FLOAT")
    void aFloatIsReadInSinglePrecision(Actor parent) {
        var value = parent.newValue("f", null);
        var child = parent.child("child", value);
        for (double number : TypeCodes.NUMBERS) {
            assertThat(child.setting(value, Value.of(number))).returns();
            assertThat(parent.getting(value)).returns(TypeCodes.inSinglePrecision(number));
        }
    }

    @Clause("VALUE-DOUBLE")
    void aDoubleIsReadWithTheSameBits(Actor parent) {
        var value = parent.newValue("d", null);
        var child = parent.child("child", value);
        for (double number : TypeCodes.PRECISE_NUMBERS) {
            assertThat(child.setting(value, Value.of(number))).returns();
            assertThat(parent.getting(value)).returns(Value.of(number));
        }
    }

    @Clause("VALUE-CHAR")
    void aCharacterIsOneByte(Actor parent) {
        var value = parent.newValue("c", null);
        var child = parent.child("child", value);
        assertThat(child.getting(value)).returns(bytes("\0"));
        for (String character : List.of("a", "\0", " ", "\u007f", "\u00ff")) {
            assertThat(child.setting(value, bytes(character))).returns();
            assertThat(parent.getting(value)).returns(bytes(character));
        }
    }

    @Clause("VALUE-CHAR-LENGTH")
    void aCharacterIsSetToNothingButOneByte(Actor actor) {
        var value = actor.newValue("c", bytes("x"));
        for (var wrong : List.of(bytes("ab"), Value.of("a"))) {
            assertThat(actor.setting(value, wrong)).failsWith(TYPE, VALUE);
            assertThat(actor.getting(value)).returns(bytes("x"));
        }
    }

    @Clause("VALUE-TYPECODES")
    void eachTypeCodeHasItsWidthAndItsSign(Actor actor) {
        for (var type : TypeCodes.OF_KNOWN_WIDTH) {
            expectWidth(type, actor, actor.newValue(type.code(), ZERO));
        }
        for (var possible : TypeCodes.OF_WORD_WIDTH) {
            var value = actor.newValue(possible.get(0).code(), ZERO);
            expectWidth(
                    TypeCodes.widthOf(possible, highest -> actor.batch()
                            .set(value, Value.of(highest))
                            .get(value)
                            .answers()
                            .get(1)
                            .returned(Value.of(highest))),
                    actor,
                    value);
        }
    }

    @Clause("VALUE-TYPECODES-64")
    void theTypeCodesOf64BitsHaveTheirWidthAndTheirSign(Actor actor) {
        for (var type : TypeCodes.OF_64_BITS) {
            expectWidth(type, actor, actor.newValue(type.code(), ZERO));
        }
    }

    @Clause("VALUE-TYPE-ERROR")
    void whatIsNoNumberOfTheTypeIsRefused(Actor actor, Random random) {
        var before = anInteger(random);
        var integer = actor.newValue("i", before);
        for (var wrong : List.of(Value.of(1.5), Value.of("1"), Value.NONE, Value.list())) {
            assertThat(actor.setting(integer, wrong)).failsWith(TYPE);
            assertThat(actor.getting(integer)).returns(before);
        }
        var number = actor.newValue("d", Value.of(0.5));
        for (var wrong : List.of(Value.of("0.1"), Value.NONE)) {
            assertThat(actor.setting(number, wrong)).failsWith(TYPE);
            assertThat(actor.getting(number)).returns(Value.of(0.5));
        }
        assertThat(actor.makingValue("i", Value.of("1"))).failsWith(TYPE);
    }

    @Clause("VALUE-TYPECODE-INVALID")
    void aTypeCodeThatThereIsNotIsRefused(Actor actor) {
        for (String code : List.of("z", "ii", "")) {
            assertThat(actor.makingValue(code, ZERO)).failsWith(TYPE, VALUE);
        }
    }

    @Clause("VALUE-LAST-WRITE-WINS")
    void ofSeveralWritesTheLastStays(Actor parent, Random random) {
        var value = parent.newValue("i", ZERO);
        var first = parent.child("first child", value);
        var second = parent.child("second child", value);
        for (var last : List.of(parent, first, second)) {
            first.set(value, anInteger(random));
            parent.set(value, anInteger(random));
            second.set(value, anInteger(random));
            var number = anInteger(random);
            last.set(value, number);
            for (var reader : List.of(first, second, parent)) {
                assertThat(reader.getting(value)).returns(number);
            }
        }
    }

    @Clause("VALUE-UNLOCKED-LOSES")
    void twoUnlockedIncrementsThatOverlapLoseOne(Actor parent) {
        var value = parent.newValue("i", ZERO);
        var child = parent.child("child", value);
        long parentRead = parent.get(value).asLong();
        long childRead = child.get(value).asLong();
        parent.set(value, Value.of(parentRead + 1));
        child.set(value, Value.of(childRead + 1));
        for (var reader : List.of(parent, child)) {
            expectEqual(
                    value + " in " + reader + ", after two increments of 0 that both read before either wrote,",
                    Value.of(1),
                    reader.get(value));
        }
    }

    @Clause("VALUE-LOCK")
    void aValuesOwnLockKeepsOthersOutUntilItIsReleased(Actor parent) {
        var value = parent.newValue("i", ZERO);
        var child = parent.child("child", value);
        var parentsLock = parent.lockOf(value);
        var childsLock = child.lockOf(value);

        parent.acquire(parentsLock);
        long parentRead = parent.get(value).asLong();
        var acquire = child.acquiring(childsLock);
        assertThat(acquire).staysBlockedWhile(parent + " holds the lock of " + value);
        parent.set(value, Value.of(parentRead + 1));
        parent.release(parentsLock);

        assertThat(acquire).returns(true);
        assertThat(parent.acquiring(parentsLock, NOT)).returns(false);
        child.set(value, Value.of(child.get(value).asLong() + 1));
        child.release(childsLock);
        assertThat(parent.getting(value)).returns(Value.of(2));
    }

    @Clause("VALUE-LOCK-RECURSIVE")
    void whoHoldsAValuesOwnLockMayUseTheValueAndAcquireTheLockAgain(Actor parent, Random random) {
        var value = parent.newValue("i", ZERO);
        var child = parent.child("child", value);
        var lock = parent.lockOf(value);
        var childsLock = child.lockOf(value);
        assertThat(parent.acquiring(lock)).returns(true);
        assertThat(parent.acquiring(lock)).returns(true);
        var number = anInteger(random);
        assertThat(parent.setting(value, number)).returns();
        assertThat(parent.getting(value)).returns(number);
        parent.release(lock);
        assertThat(child.acquiring(childsLock, NOT)).returns(false);
        parent.release(lock);
        assertThat(child.acquiring(childsLock, NOT)).returns(true);
    }

    @Clause("VALUE-ACCESS-LOCKED")
    void whileAProcessHoldsAValuesOwnLockOthersCanNeitherReadNorSetIt(Actor parent, Random random) {
        var value = parent.newValue("i", ZERO);
        var reader = parent.child("reader", value);
        var writer = parent.child("writer", value);
        var lock = parent.lockOf(value);
        var number = anInteger(random);

        parent.acquire(lock);
        var get = reader.getting(value);
        assertThat(get).staysBlockedWhile(parent + " holds the lock of " + value);
        parent.set(value, number);
        parent.release(lock);
        assertThat(get).returns(number);

        parent.acquire(lock);
        var set = writer.setting(value, ZERO);
        assertThat(set).staysBlockedWhile(parent + " holds the lock of " + value);
        assertThat(parent.getting(value)).returns(number);
        parent.release(lock);
        assertThat(set).returns();
        assertThat(parent.getting(value)).returns(ZERO);
    }

    @Clause("VALUE-LOCKED-COUNTER")
    void incrementsOfSeveralProcessesUnderTheLockAreAllCounted(Actor parent) {
        var value = parent.newValue("i", ZERO);
        var gate = parent.lockOf(value);
        var children = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> parent.child("child " + i, value))
                .toList();
        parent.acquire(gate); // So that they all begin at once.
        var increments = children.stream()
                .map(child -> child.incrementing(value, TIMES, child.lockOf(value)))
                .toList();
        increments.forEach(
                increment -> assertThat(increment).staysBlockedWhile(parent + " holds the lock of " + value));
        parent.release(gate);
        increments.forEach(increment -> assertThat(increment).returns());
        expectEqual(
                value + ", after " + increments.size() + " processes incremented it " + TIMES
                        + " times each under its lock,",
                Value.of((long) increments.size() * TIMES),
                parent.get(value));
    }

    @Clause("VALUE-LOCK-SHARED-BY-TWO")
    void valuesThatWereGivenOneLockAreBothGuardedByIt(Actor parent, Random random) {
        var lock = parent.newLock();
        var first = parent.newValueUnder(lock, "i", anInteger(random));
        var number = anInteger(random);
        var second = parent.newValueUnder(lock, "i", number);
        var firstReader = parent.child("first reader", first);
        var secondReader = parent.child("second reader", second);

        parent.acquire(lock);
        var firstGet = firstReader.getting(first);
        var secondGet = secondReader.getting(second);
        assertThat(firstGet).staysBlockedWhile(parent + " holds " + lock + ", which " + first + " was given");
        assertThat(secondGet).staysBlockedWhile(parent + " holds " + lock + ", which " + second + " was given");
        parent.release(lock);
        assertThat(firstGet).returns();
        assertThat(secondGet).returns(number);

        firstReader.acquire(firstReader.lockOf(first));
        assertThat(parent.acquiring(lock, NOT)).returns(false);
    }

    @Clause("VALUE-RAW")
    void aValueMadeWithoutALockHasNoneAndIsShared(Actor parent, Random random) {
        var value = parent.newRawValue("i", ZERO);
        var child = parent.child("child", value);
        for (var asker : List.of(parent, child)) {
            assertThat(asker.havingLock(value)).returns(false);
            var number = anInteger(random);
            asker.set(value, number);
            assertThat(parent.getting(value)).returns(number);
            assertThat(child.getting(value)).returns(number);
        }
    }

    @Clause("VALUE-NO-OVERLAP")
    void valuesMadeOneAfterTheOtherShareNoByte(Actor parent, Random random) {
        var types = new LinkedHashMap<SharedValue, TypeCodes.Integers>();
        for (int i = 0; i < 4; i++) {
            var shuffled = new ArrayList<>(TypeCodes.OF_KNOWN_WIDTH);
            Collections.shuffle(shuffled, random);
            shuffled.forEach(type -> types.put(parent.newValue(type.code(), type.any(random)), type));
        }
        var child = parent.child("child", types.keySet().toArray(SharedValue[]::new));
        for (var writer : List.of(parent, child)) {
            var expected = new LinkedHashMap<SharedValue, Value>();
            var writes = writer.batch();
            types.forEach((value, type) -> {
                expected.put(value, type.any(random));
                writes.set(value, expected.get(value));
            });
            writes.answers();
            for (var reader : List.of(parent, child)) {
                var reads = reader.batch();
                expected.keySet().forEach(reads::get);
                var answers = reads.answers().iterator();
                expected.forEach((value, number) -> {
                    var answer = answers.next();
                    expect(
                            answer.returned(number),
                            "each of " + types.size() + " values to be what " + writer + " set it to last: " + value
                                    + ", of type code '" + types.get(value).code() + "', in " + reader + " to be "
                                    + number,
                            "reading it " + answer.told());
                });
            }
        }
    }

    private static void expectWidth(TypeCodes.Integers type, Actor actor, SharedValue value) {
        type.aroundTheLimits().forEach(integer -> expectKept(type, actor, value, integer));
    }

    private static void expectKept(TypeCodes.Integers type, Actor actor, SharedValue value, BigInteger integer) {
        var answers = actor.batch()
                .get(value)
                .set(value, Value.of(integer))
                .get(value)
                .answers();
        TypeCodes.expectKept(
                type, value + " in " + actor, integer, answers.get(0).value(), answers.get(1), answers.get(2));
    }

    private static Value anInteger(Random random) {
        return TypeCodes.INT.any(random);
    }

    private static Value bytes(String latin1) {
        return Value.ofBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
