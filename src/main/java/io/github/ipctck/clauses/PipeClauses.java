package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Pipe.Direction.SIMPLEX;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.wire.Fault.END_OF_FILE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;

@Chapter("pipe")
class PipeClauses {

    @Clause("PIPE-EOF-NEEDS-EVERY-COPY")
    void endOfFileComesOnlyAfterTheLastCopyOfTheWriterCloses(Actor parent) {
        var pipe = parent.newPipe(SIMPLEX);
        var reader = parent.child("reader", pipe.reader());
        var holder = parent.child("holder", pipe.writer());
        parent.close(pipe.writer());

        var receive = reader.receiving(pipe.reader());
        assertThat(receive).staysBlockedWhile(holder + " has the writer open");

        holder.close(pipe.writer());
        assertThat(receive).failsWith(END_OF_FILE);
    }
}
