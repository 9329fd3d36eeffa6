package io.github.ipctck.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ipctck.run.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports of platforms are told by their names. */
class SubmissionsTest {
    @TempDir
    private Path folder;

    private Path folder(String name, String... files) throws IOException {
        Path made = Files.createDirectories(PathNames.resolve(folder, name));
        for (String file : files) {
            Files.writeString(made.resolve(file), "# " + file + "\n");
        }
        return made;
    }

    private Path file(String name) throws IOException {
        return Files.writeString(PathNames.resolve(folder, name), "content of " + name);
    }

    private Map<String, Submission> byKey() {
        return Submissions.in(folder).stream()
                .collect(Collectors.toMap(submission -> submission.student().key(), Function.identity()));
    }

    @Test
    void moodleTellsNameAndParticipant() throws IOException {
        folder("Lovelace Ada_4711_assignsubmission_file_", "ipc.py");
        folder("Müller-Lüdenscheidt Jürgen_12_assignsubmission_file", "ipc.py");
        folder("王 小明_13_assignsubmission_file_", "ipc.py");
        folder("Participant_99_assignsubmission_file_", "ipc.py");
        file("Hopper Grace_4712_assignsubmission_file_work.zip");
        file("Turing Alan_4713_assignsubmission_file_ipc.py");
        file("Turing Alan_4713_assignsubmission_file_more.py");

        Map<String, Submission> submissions = byKey();

        assertThat(submissions.values())
                .extracting(submission -> submission.student())
                .containsExactlyInAnyOrder(
                        new Student("lovelace-ada-4711", "Lovelace Ada", "4711", Platform.MOODLE),
                        new Student(
                                "muller-ludenscheidt-jurgen-12", "Müller-Lüdenscheidt Jürgen", "12", Platform.MOODLE),
                        new Student("student-13", "王 小明", "13", Platform.MOODLE),
                        new Student("participant-99", "Participant 99", "99", Platform.MOODLE),
                        new Student("hopper-grace-4712", "Hopper Grace", "4712", Platform.MOODLE),
                        new Student("turing-alan-4713", "Turing Alan", "4713", Platform.MOODLE));
        assertThat(submissions.get("turing-alan-4713").sources()).hasSize(2);
    }

    @Test
    void canvasTellsTheUserAlsoOfWhatIsLate() throws IOException {
        file("lovelaceada_12345_67890_work.zip");
        file("hoppergrace_LATE_12346_67891_work-1.tar.gz");
        file("turingalan_12347_67892_ipc.py");

        assertThat(Submissions.in(folder))
                .extracting(Submission::student)
                .containsExactly(
                        new Student("hoppergrace-12346", "hoppergrace", "12346", Platform.CANVAS),
                        new Student("lovelaceada-12345", "lovelaceada", "12345", Platform.CANVAS),
                        new Student("turingalan-12347", "turingalan", "12347", Platform.CANVAS));
    }

    @Test
    void gradescopeTellsNamesBesideTheSubmissions() throws IOException {
        folder("submission_101", "ipc.py");
        folder("submission_102", "ipc.py");
        folder("submission_103", "ipc.py");
        Files.writeString(folder.resolve("submission_metadata.yml"), """
                ---
                submission_101:
                  :submitters:
                  - :name: Ada Lovelace
                    :sid: '4711'
                    :email: ada@example.org
                  :created_at: 2026-11-20 18:28:24.000000000 Z
                  :score: 0.0
                submission_102:
                  :submitters:
                  - :name: Grace Hopper
                  - :name: Alan Turing
                """);

        assertThat(Submissions.in(folder))
                .extracting(Submission::student)
                .containsExactly(
                        new Student("submission-101", "Ada Lovelace", "101", Platform.GRADESCOPE),
                        new Student("submission-102", "Grace Hopper, Alan Turing", "102", Platform.GRADESCOPE),
                        new Student("submission-103", "submission 103", "103", Platform.GRADESCOPE));
    }

    @Test
    void anyNameMakesAKeyThatAFileCanHave() throws IOException {
        folder("ada", "ipc.py");
        file("grace.h.zip");
        file("alan.TGZ");
        folder("-rf", "ipc.py");
        folder("a b", "ipc.py");
        folder("a  b", "ipc.py");
        folder("王小明", "ipc.py");
        folder("x\n<script>", "ipc.py");
        folder(".git", "config");
        folder("__MACOSX", "x");

        List<Submission> submissions = Submissions.in(folder);

        assertThat(submissions)
                .extracting(submission -> submission.student().key())
                .contains("ada", "grace.h", "alan")
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("[A-Za-z0-9][A-Za-z0-9._-]*"))
                .hasSize(8)
                .isSorted();
        assertThat(submissions)
                .extracting(submission -> submission.student().name())
                .contains("-rf", "a b", "a  b", "王小明", "x\n<script>");
        assertThat(Submissions.in(folder)).isEqualTo(submissions);
    }

    @Test
    void whatIsNobodysIsToldAndLeftOut() throws IOException {
        folder("ada", "ipc.py");
        Path notes = file("notes.txt");
        List<Path> skipped = new ArrayList<>();

        assertThat(Submissions.in(folder, skipped::add)).hasSize(1);
        assertThat(skipped).containsExactly(notes);
    }

    @Test
    void twoOfOneNameAreRefused() throws IOException {
        folder("ada", "ipc.py");
        file("ada.zip");

        assertThatThrownBy(() -> Submissions.in(folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll("two submissions of ada", "ada.zip", "rename");
    }

    @Test
    void aFolderWithoutSubmissionsIsRefused() {
        assertThatThrownBy(() -> Submissions.in(folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there are no submissions in " + folder);
        assertThatThrownBy(() -> Submissions.in(folder.resolve("none")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no folder");
    }

    @Test
    void theDigestChangesWithNamesAndContentsOnly() throws IOException {
        Path ada = folder("ada", "ipc.py");
        String digest = byKey().get("ada").digest();

        Files.setLastModifiedTime(ada.resolve("ipc.py"), java.nio.file.attribute.FileTime.fromMillis(1000));
        assertThat(byKey().get("ada").digest()).isEqualTo(digest).matches("[0-9a-f]{64}");
        Files.writeString(ada.resolve("ipc.py"), "changed");
        String changed = byKey().get("ada").digest();
        Files.move(ada.resolve("ipc.py"), ada.resolve("ipd.py"));
        assertThat(List.of(digest, changed, byKey().get("ada").digest())).doesNotHaveDuplicates();
    }
}
