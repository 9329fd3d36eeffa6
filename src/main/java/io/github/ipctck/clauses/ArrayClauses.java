package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.NOT;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expect;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.wire.Fault.INDEX;
import static io.github.ipctck.wire.Fault.OVERFLOW;
import static io.github.ipctck.wire.Fault.TYPE;
import static io.github.ipctck.wire.Fault.VALUE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Answer;
import io.github.ipctck.actor.Batch;
import io.github.ipctck.actor.Call;
import io.github.ipctck.actor.Handle;
import io.github.ipctck.actor.Outcome;
import io.github.ipctck.actor.SharedArray;
import io.github.ipctck.actor.SharedValue;
import io.github.ipctck.actor.Slice;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.wire.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@Chapter("array")
class ArrayClauses {
    private static final Value ZERO = Value.of(0);

    /** How many elements the arrays have that are sliced. */
    private static final int LENGTH = 5;

    /** How far starts, stops and steps of slices go in both directions: beyond the length, so that they are cut. */
    private static final int REACH = 7;

    /** How often each of several processes adds one to each counter. */
    private static final int TIMES = 2_000;

    @Clause("ARRAY-SIZE-ZEROED")
    void anArrayMadeOfASizeHasThatManyZeros(Actor parent) {
        for (var zero : Map.of("i", ZERO, "B", ZERO, "h", ZERO, "f", Value.of(0.0), "d", Value.of(0.0))
                .entrySet()) {
            var array = parent.newArray(zero.getKey(), 20);
            assertThat(parent.listing(array)).returns(repeated(zero.getValue(), 20));
        }
    }

    @Clause("ARRAY-FROM-SEQUENCE")
    void anArrayMadeOfAListHasItsElements(Actor parent, Random random) {
        var integers = integers(7, random);
        var array = parent.newArray("i", integers);
        var numbers = Value.list(DoubleStream.generate(random::nextDouble)
                .limit(3)
                .mapToObj(Value::of)
                .toList());
        var other = parent.newArray("d", numbers);
        var child = parent.child("child", array, other);
        for (var reader : List.of(parent, child)) {
            assertThat(reader.listing(array)).returns(integers);
            assertThat(reader.listing(other)).returns(numbers);
        }
    }

    @Clause("ARRAY-FROM-TUPLE")
    void anArrayMadeOfATupleHasItsElements(Actor parent, Random random) {
        var integers = integers(7, random);
        assertThat(parent.listing(parent.newArrayFromTuple("i", integers))).returns(integers);
    }

    @Clause("ARRAY-LENGTH")
    void theLengthIsTheNumberOfElementsInEveryProcess(Actor parent, Random random) {
        var one = parent.newArray("i", 1);
        var thousand = parent.newArray("B", 1000);
        var three = parent.newArray("d", Value.list(Value.of(0.5), Value.of(1.5), Value.of(2.5)));
        var child = parent.child("child", one, thousand, three);
        for (var asker : List.of(parent, child)) {
            assertThat(asker.gettingLength(one)).returns(1L);
            assertThat(asker.gettingLength(thousand)).returns(1000L);
            assertThat(asker.gettingLength(three)).returns(3L);
        }
    }

    @Clause("ARRAY-INDEX")
    void anIndexReadsAndSetsItsElementAndNoOther(Actor actor, Random random) {
        indexing(actor, random, false);
    }

    @Clause("ARRAY-INDEX-NEGATIVE")
    void aNegativeIndexCountsFromTheEnd(Actor actor, Random random) {
        indexing(actor, random, true);
    }

    @Clause("ARRAY-INDEX-RANGE")
    void anIndexOutsideOfTheArrayFailsWithIndex(Actor actor, Random random) {
        var elements = integers(LENGTH, random);
        var array = actor.newArray("i", elements);
        for (int outside : new int[] {LENGTH, LENGTH + 1, 1000, -LENGTH - 1, -LENGTH - 2, -1000}) {
            assertThat(actor.getting(array, outside)).failsWith(INDEX);
            assertThat(actor.setting(array, outside, ZERO)).failsWith(INDEX);
        }
        assertThat(actor.listing(array)).returns(elements);
    }

    @Clause("ARRAY-SHARED")
    void whatOneProcessSetsAnyElementToAllOthersReadInOneSharedMemory(Actor parent, Random random) {
        var array = parent.newArray("d", 8);
        var child = parent.child("child", array);
        for (int index = 0; index < 8; index++) {
            for (var writer : List.of(parent, child)) {
                var reader = writer == parent ? child : parent;
                var number = TypeCodes.aMagicNumber(random);
                var magic = Value.of(number);
                writer.set(array, index, magic);
                assertThat(reader.getting(array, index)).returns(magic);
                assertThat(parent)
                        .sharesMemoryWith(
                                child,
                                TypeCodes.inMemory(number),
                                "the eight bytes of " + magic + ", which " + writer + " set " + array + "[" + index
                                        + "] to,");
            }
        }
    }

    @Clause("ARRAY-CONTIGUOUS")
    void theElementsStandOneAfterTheOtherInOneSharedMapping(Actor parent, Random random) {
        for (var type : TypeCodes.OF_KNOWN_WIDTH) {
            var array = parent.newArray(type.code(), 32);
            var child = parent.child("child with type code " + type.code(), array);
            var elements = Stream.generate(() -> type.any(random)).limit(32).toArray(Value[]::new);
            var writes = child.batch();
            for (int i = 0; i < elements.length; i++) {
                writes.set(array, i, elements[i]);
            }
            writes.answers();
            assertThat(parent)
                    .sharesMemoryWith(
                            child,
                            TypeCodes.inMemory(type, elements),
                            "all 32 elements of " + array + ", of type code '" + type.code() + "', in a row,");
        }
    }

    @Clause("ARRAY-SLICE-READ")
    void aSliceReadsTheElementsThatItSelects(Actor parent, Random random) {
        var elements = integers(LENGTH, random);
        var array = parent.newArray("i", elements);
        for (var reader : List.of(parent, parent.child("child", array))) {
            var wrong = new WrongSlices(array, elements, reader);
            for (Integer step : steps()) {
                var slices = slicesOf(step);
                var batch = reader.batch();
                slices.forEach(slice -> batch.slice(array, slice));
                var answers = batch.answers().iterator();
                for (Slice slice : slices) {
                    wrong.checkRead(slice, answers.next());
                }
            }
            wrong.fail();
        }
        expectEqual("the length", (long) LENGTH, parent.gettingLength(array).value());
    }

    @Clause("ARRAY-SLICE-STEP-ZERO")
    void aSliceWithStepZeroFailsWithValue(Actor parent, Random random) {
        var elements = integers(LENGTH, random);
        var array = parent.newArray("i", elements);
        for (var actor : List.of(parent, parent.child("child", array))) {
            var wrong = new WrongSlices(array, elements, actor);
            var slices = slicesOf(0);
            var batch = actor.batch();
            slices.forEach(slice ->
                    batch.slice(array, slice).assign(array, slice, elements).list(array));
            var answers = batch.answers().iterator();
            for (Slice slice : slices) {
                wrong.checkRefused(() -> "reading " + array + slice, answers.next(), null);
                wrong.checkRefused(() -> array.toString() + slice + " = " + elements, answers.next(), answers.next());
            }
            wrong.fail();
        }
    }

    @Clause("ARRAY-SLICE-COPY")
    void aSliceThatWasReadStaysWhatItWas(Actor parent, Random random) {
        var elements = integers(LENGTH, random);
        var array = parent.newArray("i", elements);
        var child = parent.child("child", array);
        var slices = List.of(Slice.ALL, Slice.of(1, 4), new Slice(null, null, -1), new Slice(null, null, 2));
        slices.forEach(slice -> parent.sliceInto(array, slice, slice.toString()));
        for (int index = 0; index < LENGTH; index++) {
            (index % 2 == 0 ? parent : child)
                    .set(array, index, Value.of(elements.elements().get(index).asLong() ^ 1));
        }
        for (Slice slice : slices) {
            expectEqual(
                    array.toString() + slice + ", which " + parent + " read before all elements were changed,",
                    selected(elements, slice),
                    parent.variable(slice.toString()));
        }
    }

    @Clause("ARRAY-SLICE-WRITE")
    void assigningToASliceSetsTheElementsThatItSelects(Actor parent, Random random) {
        assigning(parent, random, Arrays.asList(null, 1, -1));
    }

    @Clause("ARRAY-SLICE-WRITE-STEPS")
    void assigningToASliceWithAWiderStepSetsTheElementsThatItSelects(Actor parent, Random random) {
        assigning(
                parent,
                random,
                steps().stream()
                        .filter(step -> step != null && Math.abs(step) > 1)
                        .toList());
    }

    private static void assigning(Actor parent, Random random, List<Integer> steps) {
        var before = integers(LENGTH, random);
        var array = parent.newArray("i", before);
        int next = 0;
        for (var writer : List.of(parent, parent.child("child", array))) {
            var wrong = new WrongSlices(array, before, writer);
            for (Integer step : steps) {
                var slices = slicesOf(step);
                var assigned = new ArrayList<Value>();
                var batch = writer.batch();
                for (Slice slice : slices) {
                    var values = counting(next, slice.positions(LENGTH).size());
                    next += LENGTH;
                    assigned.add(values);
                    batch.assign(array, slice, values).list(array);
                }
                var answers = batch.answers().iterator();
                for (int i = 0; i < slices.size(); i++) {
                    wrong.checkAssigned(slices.get(i), assigned.get(i), answers.next(), answers.next());
                }
            }
            wrong.fail();
            before = wrong.elements();
        }
    }

    @Clause("ARRAY-SLICE-WRITE-LENGTH")
    void assigningMoreOrFewerElementsThanASliceSelectsFailsWithValue(Actor parent, Random random) {
        var elements = integers(LENGTH, random);
        var array = parent.newArray("i", elements);
        for (var writer : List.of(parent, parent.child("child", array))) {
            var wrong = new WrongSlices(array, elements, writer);
            for (Integer step : steps()) {
                var slices = slicesOf(step);
                var assigned = new ArrayList<Value>();
                var batch = writer.batch();
                for (Slice slice : slices) {
                    int right = slice.positions(LENGTH).size();
                    // One too many, or, every other time, one too few: where there is one too few.
                    int count = right > 0 && (assigned.size() + LENGTH) % 2 == 0 ? right - 1 : right + 1;
                    var values = counting(0, count);
                    assigned.add(values);
                    batch.assign(array, slice, values).list(array);
                }
                var answers = batch.answers().iterator();
                for (int i = 0; i < slices.size(); i++) {
                    Slice slice = slices.get(i);
                    Value values = assigned.get(i);
                    wrong.checkRefused(() -> array.toString() + slice + " = " + values, answers.next(), answers.next());
                }
            }
            wrong.fail();
        }
    }

    @Clause("ARRAY-SLICE-SHARED")
    void whatOneProcessAssignsToASliceAllOthersRead(Actor parent, Random random) {
        var elements = integers(LENGTH, random);
        var array = parent.newArray("i", elements);
        var child = parent.child("child", array);
        var slices = List.of(
                Slice.ALL,
                Slice.of(1, 4),
                Slice.of(-2, LENGTH),
                new Slice(null, null, 2),
                new Slice(null, null, -1),
                new Slice(3, 0, -2));
        for (Slice slice : slices) {
            for (var writer : List.of(parent, child)) {
                var reader = writer == parent ? child : parent;
                var values = integers(slice.positions(LENGTH).size(), random);
                elements = assigned(elements, slice, values);
                assertThat(writer.assigning(array, slice, values)).returns();
                assertThat(reader.slicing(array, slice)).returns(values);
                assertThat(reader.listing(array)).returns(elements);
            }
        }
    }

    @Clause("ARRAY-ITERATION")
    void iterationGivesEachElementOnceAndInOrder(Actor parent, Random random) {
        var elements = integers(50, random);
        var array = parent.newArray("i", elements);
        var child = parent.child("child", array);
        for (var reader : List.of(parent, child, child, parent)) {
            assertThat(reader.listing(array)).returns(elements);
        }
    }

    @Clause("ARRAY-FIXED-SIZE")
    void nothingCanBeAppendedToAnArrayOrDeletedFromIt(Actor actor, Random random) {
        var elements = integers(LENGTH, random);
        var array = actor.newArray("i", elements);
        refused(actor.appending(array, ZERO));
        refused(actor.deleting(array, 0));
        refused(actor.deleting(array, -1));
        assertThat(actor.gettingLength(array)).returns((long) LENGTH);
        assertThat(actor.listing(array)).returns(elements);
    }

    @Clause("ARRAY-TYPECODES")
    void eachTypeCodeHasItsWidthAndItsSign(Actor actor, Random random) {
        for (var type : TypeCodes.OF_KNOWN_WIDTH) {
            expectWidth(type, actor, threeOf(type, actor, random));
        }
        for (var possible : TypeCodes.OF_WORD_WIDTH) {
            var array = threeOf(possible.get(1), actor, random);
            var type = TypeCodes.widthOf(possible, highest -> actor.batch()
                    .set(array, 1, Value.of(highest))
                    .get(array, 1)
                    .answers()
                    .get(1)
                    .returned(Value.of(highest)));
            expectWidth(type, actor, array);
        }
    }

    @Clause("ARRAY-TYPECODES-64")
    void theTypeCodesOf64BitsHaveTheirWidthAndTheirSign(Actor actor, Random random) {
        for (var type : TypeCodes.OF_64_BITS) {
            expectWidth(type, actor, threeOf(type, actor, random));
        }
    }

    @Clause("ARRAY-RANGE")
    void anIntegerBeyond32BitsWrapsOrIsRefusedAndSparesItsNeighbours(Actor actor, Random random) {
        expectWidth(TypeCodes.INT, actor, threeOf(TypeCodes.INT, actor, random));
    }

    @Clause("ARRAY-FLOAT")
    void floatsAndDoublesAreReadInTheirPrecision(Actor parent) {
        var floats = parent.newArray("f", TypeCodes.NUMBERS.size());
        var doubles = parent.newArray(
                "d",
                Value.list(TypeCodes.PRECISE_NUMBERS.stream().map(Value::of).toList()));
        var child = parent.child("child", floats, doubles);
        assertThat(child.assigning(
                        floats,
                        Slice.ALL,
                        Value.list(TypeCodes.NUMBERS.stream().map(Value::of).toList())))
                .returns();
        for (var reader : List.of(parent, child)) {
            assertThat(reader.listing(floats))
                    .returns(Value.list(TypeCodes.NUMBERS.stream()
                            .map(TypeCodes::inSinglePrecision)
                            .toList()));
            assertThat(reader.listing(doubles))
                    .returns(Value.list(
                            TypeCodes.PRECISE_NUMBERS.stream().map(Value::of).toList()));
        }
    }

    @Clause("ARRAY-TYPE-ERROR")
    void anElementThatIsNoNumberOfTheTypeIsRefused(Actor actor, Random random) {
        var elements = integers(LENGTH, random);
        var array = actor.newArray("i", elements);
        for (var wrong : List.of(Value.of(1.5), Value.of("1"), Value.NONE)) {
            assertThat(actor.setting(array, 2, wrong)).failsWith(TYPE);
            assertThat(actor.makingArrayOf("i", Value.list(wrong))).failsWith(TYPE);
        }
        assertThat(actor.listing(array)).returns(elements);
    }

    @Clause("ARRAY-TYPECODE-INVALID")
    void aTypeCodeThatThereIsNotIsRefused(Actor actor) {
        for (String code : List.of("z", "ii", "")) {
            assertThat(actor.makingArray(code, Value.of(3))).failsWith(TYPE, VALUE);
        }
    }

    @Clause("ARRAY-SIZE-INVALID")
    void anArrayOfANegativeSizeOrOfNoneIsRefused(Actor actor) {
        assertThat(actor.makingArray("i", Value.of(-1))).failsWith(VALUE, TYPE, OVERFLOW);
        assertThat(actor.makingArray("i", Value.of(1.5))).failsWith(TYPE, VALUE);
        assertThat(actor.makingArray("i", Value.NONE)).failsWith(TYPE, VALUE);
    }

    @Clause("ARRAY-CHAR-VALUE")
    void theValueOfACharacterArrayIsItsBytesUpToTheFirstNul(Actor parent) {
        var full = parent.newArray("c", bytes("hello"));
        var cut = parent.newArray("c", bytes("he\0lo"));
        var empty = parent.newArray("c", 10);
        var child = parent.child("child", full, cut, empty);
        for (var reader : List.of(parent, child)) {
            assertThat(reader.gettingLength(full)).returns(5L);
            assertThat(reader.gettingValue(full)).returns(bytes("hello"));
            assertThat(reader.gettingValue(cut)).returns(bytes("he"));
            assertThat(reader.gettingValue(empty)).returns(bytes(""));
        }
        child.set(full, 3, bytes("\0"));
        assertThat(parent.gettingValue(full)).returns(bytes("hel"));
    }

    @Clause("ARRAY-CHAR-RAW")
    void theRawOfACharacterArrayIsAllItsBytes(Actor parent) {
        var array = parent.newArray("c", bytes("he\0lo"));
        var zeroed = parent.newArray("c", 4);
        var child = parent.child("child", array, zeroed);
        for (var reader : List.of(parent, child)) {
            assertThat(reader.gettingRaw(array)).returns(bytes("he\0lo"));
            assertThat(reader.gettingRaw(zeroed)).returns(bytes("\0\0\0\0"));
        }
        assertThat(child.settingRaw(array, bytes("\0b\u00ff\0\n"))).returns();
        assertThat(parent.gettingRaw(array)).returns(bytes("\0b\u00ff\0\n"));
        assertThat(child.settingRaw(array, bytes("123456"))).failsWith(VALUE);
        assertThat(parent.gettingRaw(array)).returns(bytes("\0b\u00ff\0\n"));
    }

    @Clause("ARRAY-CHAR-VALUE-WRITE")
    void settingTheValueOfACharacterArraySetsItsBytesFromTheFirst(Actor parent) {
        var array = parent.newArray("c", 5);
        var child = parent.child("child", array);
        for (String text : List.of("hello", "abc", "", "12345")) {
            assertThat(child.settingValue(array, bytes(text))).returns();
            assertThat(parent.gettingValue(array)).returns(bytes(text));
        }
        assertThat(child.settingValue(array, bytes("123456"))).failsWith(VALUE);
        assertThat(parent.gettingValue(array)).returns(bytes("12345"));
        assertThat(parent.gettingLength(array)).returns(5L);
    }

    @Clause("ARRAY-CHAR-VALUE-TAIL")
    void settingAShorterValueEndsItByANulAndLeavesTheRest(Actor actor) {
        var array = actor.newArray("c", bytes("hello"));
        assertThat(actor.settingValue(array, bytes("ab"))).returns();
        assertThat(actor.gettingRaw(array)).returns(bytes("ab\0lo"));
    }

    @Clause("ARRAY-CHAR-ELEMENTS")
    void anElementOfACharacterArrayIsOneByteAndASliceIsBytes(Actor parent) {
        var array = parent.newArray("c", bytes("hello"));
        var child = parent.child("child", array);
        assertThat(child.getting(array, 1)).returns(bytes("e"));
        assertThat(child.setting(array, 1, bytes("\u00e9"))).returns();
        assertThat(parent.getting(array, -4)).returns(bytes("\u00e9"));
        assertThat(parent.slicing(array, Slice.of(1, 4))).returns(bytes("\u00e9ll"));
        assertThat(parent.slicing(array, new Slice(null, null, -2))).returns(bytes("olh"));
        assertThat(parent.slicing(array, Slice.of(3, 3))).returns(bytes(""));
        assertThat(parent.listing(array))
                .returns(Value.list(bytes("h"), bytes("\u00e9"), bytes("l"), bytes("l"), bytes("o")));
        assertThat(child.setting(array, 0, bytes("ab"))).failsWith(TYPE, VALUE);
        assertThat(parent.gettingRaw(array)).returns(bytes("h\u00e9llo"));
    }

    @Clause("ARRAY-LOCK")
    void anArraysOwnLockKeepsOthersOutUntilItIsReleased(Actor parent) {
        var array = parent.newArray("i", 2);
        var child = parent.child("child", array);
        var parentsLock = parent.lockOf(array);
        var childsLock = child.lockOf(array);

        parent.acquire(parentsLock);
        long parentRead = parent.getting(array, 1).value().asLong();
        var acquire = child.acquiring(childsLock);
        assertThat(acquire).staysBlockedWhile(parent + " holds the lock of " + array);
        parent.set(array, 1, Value.of(parentRead + 1));
        parent.release(parentsLock);

        assertThat(acquire).returns(true);
        assertThat(parent.acquiring(parentsLock, NOT)).returns(false);
        child.set(array, 1, Value.of(child.getting(array, 1).value().asLong() + 1));
        child.release(childsLock);
        assertThat(parent.getting(array, 1)).returns(Value.of(2));
    }

    @Clause("ARRAY-ACCESS-LOCKED")
    void whileAProcessHoldsAnArraysOwnLockOthersCanNeitherReadNorSetElements(Actor parent, Random random) {
        var elements = integers(LENGTH, random);
        var array = parent.newArray("i", elements);
        var lock = parent.lockOf(array);
        var children = Stream.of("reader", "writer", "slicing reader", "slicing writer")
                .map(name -> parent.child(name, array))
                .toList();

        parent.acquire(lock);
        var get = children.get(0).getting(array, 0);
        var set = children.get(1).setting(array, 1, ZERO);
        var slice = children.get(2).slicing(array, Slice.of(2, 4));
        var assign = children.get(3).assigning(array, Slice.of(4, 5), Value.list(ZERO));
        for (var access : List.<Call<?>>of(get, set, slice, assign)) {
            assertThat(access).staysBlockedWhile(parent + " holds the lock of " + array);
        }
        assertThat(parent.listing(array)).returns(elements);
        parent.release(lock);
        assertThat(get).returns(elements.elements().get(0));
        assertThat(set).returns();
        assertThat(slice).returns(selected(elements, Slice.of(2, 4)));
        assertThat(assign).returns();
        assertThat(parent.listing(array))
                .returns(assigned(
                        assigned(elements, Slice.of(1, 2), Value.list(ZERO)), Slice.of(4, 5), Value.list(ZERO)));
    }

    @Clause("ARRAY-WITH")
    void insideOfTheScopedFormOfAnArrayItsLockIsHeldAndAfterwardsItIsFree(Actor parent, Random random) {
        var array = parent.newArray("i", 2);
        var child = parent.child("child", array);
        var lock = parent.lockOf(array);
        for (boolean byError : new boolean[] {false, true}) {
            child.enter(array);
            var number = TypeCodes.INT.any(random);
            assertThat(child.setting(array, 0, number)).returns();
            assertThat(child.getting(array, 0)).returns(number);
            assertThat(parent.acquiring(lock, NOT)).returns(false);
            assertThat(byError ? child.leavingByError() : child.leaving()).returns();
            assertThat(parent.acquiring(lock, NOT)).returns(true);
            parent.release(lock);
        }
        parent.acquire(lock);
        var enter = child.entering(array);
        assertThat(enter).staysBlockedWhile(parent + " holds the lock of " + array);
        parent.release(lock);
        assertThat(enter).returns();
    }

    @Clause("ARRAY-LOCKED-COUNTERS")
    void incrementsOfSeveralElementsByManyProcessesUnderTheLockAreAllCounted(Actor parent) {
        var array = parent.newArray("i", 2);
        var children = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> parent.child("child " + i, array))
                .toList();
        var gate = parent.lockOf(array);
        for (int index = 0; index < 2; index++) {
            var increments = new ArrayList<Call<Void>>();
            parent.acquire(gate); // So that they all begin at once.
            for (var child : children) {
                increments.add(child.incrementing(array, index, TIMES, child.lockOf(array)));
            }
            increments.forEach(
                    increment -> assertThat(increment).staysBlockedWhile(parent + " holds the lock of " + array));
            parent.release(gate);
            increments.forEach(increment -> assertThat(increment).returns());
        }
        int all = children.size() * TIMES;
        expectEqual(
                array + ", after " + children.size() + " processes incremented each of its two elements " + TIMES
                        + " times under its lock,",
                Value.list(Value.of(all), Value.of(all)),
                parent.listing(array).value());
    }

    @Clause("ARRAY-LOCK-GIVEN")
    void anArrayThatWasGivenALockIsGuardedByIt(Actor parent, Random random) {
        var lock = parent.newLock();
        var elements = integers(2, random);
        var array = parent.newArrayUnder(lock, "i", elements);
        var child = parent.child("child", array);
        parent.acquire(lock);
        var get = child.getting(array, 0);
        assertThat(get).staysBlockedWhile(parent + " holds " + lock + ", which " + array + " was given");
        parent.release(lock);
        assertThat(get).returns(elements.elements().get(0));
        child.acquire(child.lockOf(array));
        assertThat(parent.acquiring(lock, NOT)).returns(false);
    }

    @Clause("ARRAY-RAW")
    void anArrayMadeWithoutALockHasNoneAndIsShared(Actor parent, Random random) {
        var array = parent.newRawArray("i", integers(2, random));
        var child = parent.child("child", array);
        for (var asker : List.of(parent, child)) {
            assertThat(asker.havingLock(array)).returns(false);
            var elements = integers(2, random);
            assertThat(asker.assigning(array, Slice.ALL, elements)).returns();
            assertThat(parent.listing(array)).returns(elements);
            assertThat(child.listing(array)).returns(elements);
        }
    }

    @Clause("ARRAY-NO-OVERLAP")
    void arraysAndValuesMadeOneAfterTheOtherShareNoByte(Actor parent, Random random) {
        var types = new LinkedHashMap<Handle, TypeCodes.Integers>();
        var parts = new LinkedHashMap<SharedArray, List<Slice>>();
        for (int i = 0; i < 12; i++) {
            var type = TypeCodes.OF_KNOWN_WIDTH.get(random.nextInt(TypeCodes.OF_KNOWN_WIDTH.size()));
            boolean large = i % 6 == 5;
            var array = parent.newArray(type.code(), large ? 10_000 : 1 + random.nextInt(40));
            types.put(array, type);
            // Neighbours meet at the ends.
            parts.put(array, large ? List.of(Slice.of(0, 50), new Slice(-50, null, null)) : List.of(Slice.ALL));
            types.put(parent.newValue(type.code(), ZERO), type);
        }
        var child = parent.child("child", types.keySet().toArray(Handle[]::new));
        for (var writer : List.of(parent, child)) {
            var expected = new LinkedHashMap<String, Value>();
            var writes = writer.batch();
            var toRead = new ArrayList<Consumer<Batch>>();
            types.forEach((handle, type) -> {
                if (handle instanceof SharedValue value) {
                    var number = type.any(random);
                    expected.put(value.toString(), number);
                    writes.set(value, number);
                    toRead.add(batch -> batch.get(value));
                } else if (handle instanceof SharedArray array) {
                    long length = writer.gettingLength(array).value();
                    for (Slice part : parts.get(array)) {
                        var elements = Value.list(Stream.generate(() -> type.any(random))
                                .limit(part.positions((int) length).size())
                                .toList());
                        expected.put(array.toString() + part, elements);
                        writes.assign(array, part, elements);
                        toRead.add(batch -> batch.slice(array, part));
                    }
                }
            });
            writes.answers()
                    .forEach(answer -> expect(
                            answer.returned(),
                            "each of " + writes.size() + " assignments in " + writer + " to return",
                            "one " + answer.told()));
            for (var reader : List.of(parent, child)) {
                var reads = reader.batch();
                toRead.forEach(read -> read.accept(reads));
                var answers = reads.answers().iterator();
                expected.forEach((what, content) -> {
                    var answer = answers.next();
                    expect(
                            answer.returned(content),
                            "each of " + types.size() + " arrays and values to be what " + writer
                                    + " set it to last, and " + what + " in " + reader + " to be " + content,
                            "reading it " + answer.told());
                });
            }
        }
    }

    /** What went wrong with slices of an array, of which the first is told. */
    private static final class WrongSlices {
        private final SharedArray array;
        private final Actor actor;
        private Value elements;
        private int checks;
        private int failures;
        private String expected;
        private String observed;

        WrongSlices(SharedArray array, Value elements, Actor actor) {
            this.array = array;
            this.elements = elements;
            this.actor = actor;
        }

        /** What the array is, as far as is known. */
        Value elements() {
            return elements;
        }

        void checkRead(Slice slice, Answer read) {
            Value right = selected(elements, slice);
            check(
                    read.returned(right),
                    () -> array.toString() + slice + " in " + actor + " to be " + right,
                    read::told);
        }

        void checkAssigned(Slice slice, Value values, Answer assign, Answer list) {
            Value right = assigned(elements, slice, values);
            check(
                    assign.returned() && list.returned(right),
                    () -> array.toString() + slice + " = " + values + " in " + actor + " to make it " + right,
                    () -> assign.returned()
                            ? "returned, and after it the list of all elements " + list.told()
                            : assign.told());
            elements = list.returned() ? list.value() : right;
        }

        void checkRefused(Supplier<String> what, Answer answer, Answer list) {
            check(
                    answer.fault() == VALUE && (list == null || list.returned(elements)),
                    () -> what.get() + " in " + actor + " to fail with " + VALUE
                            + (list == null ? "" : " and to change nothing"),
                    () -> list == null || list.returned(elements)
                            ? answer.told()
                            : answer.told() + ", and after it the list of all elements " + list.told());
            elements = list != null && list.returned() ? list.value() : elements;
        }

        private void check(boolean right, Supplier<String> wanted, Supplier<String> got) {
            checks++;
            if (!right) {
                if (failures == 0) {
                    expected = "of " + array + " = " + elements + ", " + wanted.get();
                    observed = "it " + got.get();
                }
                failures++;
            }
        }

        /** Fails with the first counterexample, if there was any. */
        void fail() {
            expect(
                    failures == 0,
                    expected,
                    observed + " (the first of " + failures + " wrong of " + checks + " that were tried)");
        }
    }

    /** From -7 to 7, and absent. */
    private static List<Integer> bounds() {
        List<Integer> bounds =
                new ArrayList<>(IntStream.rangeClosed(-REACH, REACH).boxed().toList());
        bounds.add(null);
        return bounds;
    }

    private static List<Integer> steps() {
        List<Integer> steps = bounds();
        steps.remove(Integer.valueOf(0));
        return steps;
    }

    /** Every start and stop with that step. */
    private static List<Slice> slicesOf(Integer step) {
        return bounds().stream()
                .flatMap(start -> bounds().stream().map(stop -> new Slice(start, stop, step)))
                .toList();
    }

    private static Value selected(Value list, Slice slice) {
        List<Value> elements = list.elements();
        return Value.list(
                slice.positions(elements.size()).stream().map(elements::get).toList());
    }

    private static Value assigned(Value list, Slice slice, Value values) {
        List<Value> elements = new ArrayList<>(list.elements());
        List<Integer> positions = slice.positions(elements.size());
        for (int i = 0; i < positions.size(); i++) {
            elements.set(positions.get(i), values.elements().get(i));
        }
        return Value.list(elements);
    }

    private static void indexing(Actor actor, Random random, boolean fromTheEnd) {
        var elements = new ArrayList<>(integers(LENGTH, random).elements());
        var array = actor.newArray("i", Value.list(elements));
        for (int i = 0; i < LENGTH; i++) {
            int index = fromTheEnd ? i - LENGTH : i;
            assertThat(actor.getting(array, index)).returns(elements.get(i));
            elements.set(i, TypeCodes.INT.any(random));
            assertThat(actor.setting(array, index, elements.get(i))).returns();
            assertThat(actor.getting(array, index)).returns(elements.get(i));
            assertThat(actor.listing(array)).returns(Value.list(elements));
        }
    }

    private static SharedArray threeOf(TypeCodes.Integers type, Actor actor, Random random) {
        return actor.newArray(type.code(), Value.list(type.any(random), ZERO, type.any(random)));
    }

    private static void expectWidth(TypeCodes.Integers type, Actor actor, SharedArray array) {
        var before = actor.list(array);
        type.aroundTheLimits().forEach(integer -> {
            var answers = actor.batch()
                    .get(array, 1)
                    .set(array, 1, Value.of(integer))
                    .get(array, 1)
                    .get(array, 0)
                    .get(array, 2)
                    .answers();
            TypeCodes.expectKept(type, array + "[1]", integer, answers.get(0).value(), answers.get(1), answers.get(2));
            for (int neighbour : new int[] {0, 2}) {
                var answer = answers.get(3 + neighbour / 2);
                expect(
                        answer.returned(before.get(neighbour)),
                        array + "[" + neighbour + "] of type code '" + type.code() + "' to stay "
                                + before.get(neighbour) + " when [1] is set to " + integer,
                        "reading it " + answer.told());
            }
        });
    }

    private static void refused(Call<Void> call) {
        Outcome<Void> end = call.outcome("be refused");
        expect(end instanceof Outcome.Failed, call + " to be refused", "it " + end.told());
    }

    private static Value repeated(Value element, int times) {
        Value[] elements = new Value[times];
        Arrays.fill(elements, element);
        return Value.list(elements);
    }

    private static Value integers(int count, Random random) {
        return Value.list(Stream.generate(() -> TypeCodes.INT.any(random))
                .distinct()
                .limit(count)
                .toList());
    }

    private static Value counting(int from, int count) {
        return Value.list(
                IntStream.range(from, from + count).mapToObj(Value::of).toList());
    }

    private static Value bytes(String latin1) {
        return Value.ofBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
