package io.github.ipctck.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference for slices, against what CPython says. */
class SliceTest {
    @ParameterizedTest
    @CsvSource({
        ",,,01234",
        ",,-1,43210",
        "1,4,,123",
        "-2,,,34",
        "-7,7,,01234",
        "7,-7,-1,43210",
        "7,-7,,''",
        "3,0,-2,31",
        "-6,3,-2,''",
        ",-7,-7,4",
        "-7,,-1,''",
        "-5,,-7,0",
        ",,7,0",
        ",,2,024",
        "4,-6,-4,40",
    })
    void aSliceOfFiveSelects(Integer start, Integer stop, Integer step, String positions) {
        assertThat(new Slice(start, stop, step).positions(5))
                .containsExactlyElementsOf(
                        positions.chars().map(c -> c - '0').boxed().toList());
    }

    @Test
    void aStepOfZeroSelectsNothingThatCouldBeNamed() {
        assertThatThrownBy(() -> new Slice(0, 5, 0).positions(5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSliceIsShownAsItIsWritten() {
        assertThat(new Slice(-6, 3, -2)).hasToString("[-6:3:-2]");
        assertThat(Slice.ALL).hasToString("[:]");
    }
}
