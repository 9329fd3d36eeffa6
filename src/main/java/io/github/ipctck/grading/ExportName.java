package io.github.ipctck.grading;

import io.github.ipctck.sandbox.FilesDigest;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of an exported folder or file tells.
 *
 * @param student whose it is
 * @param file the name that the student gave the file; empty if the export does not tell
 */
record ExportName(Student student, String file) {
    static final Pattern ARCHIVE = Pattern.compile("(?i)(.+)\\.(zip|tar\\.gz|tgz)");

    private static final Pattern MOODLE =
            Pattern.compile("(?<name>.+?)_(?<id>[0-9]+)_assignsubmission_(?:file|onlinetext)_?(?<file>.*)");
    private static final Pattern CANVAS = Pattern.compile("(?<name>[^_]+)_(?:LATE_)?(?<id>[0-9]+)_[0-9]+_(?<file>.+)");
    private static final Pattern GRADESCOPE = Pattern.compile("submission_(?<id>[0-9]+)");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
    private static final int LONGEST_SLUG = 60;

    /** @param folder whether it is a folder */
    static ExportName of(String name, boolean folder) {
        Matcher moodle = MOODLE.matcher(name);
        if (moodle.matches()) {
            String id = moodle.group("id");
            // With blind marking all are called so.
            String person = moodle.group("name").equals("Participant") ? "Participant " + id : moodle.group("name");
            return numbered(Platform.MOODLE, person, moodle.group("name"), id, moodle.group("file"));
        }
        Matcher canvas = CANVAS.matcher(name);
        if (!folder && canvas.matches()) {
            String person = canvas.group("name");
            return numbered(Platform.CANVAS, person, person, canvas.group("id"), canvas.group("file"));
        }
        Matcher gradescope = GRADESCOPE.matcher(name);
        if (folder && gradescope.matches()) {
            return numbered(
                    Platform.GRADESCOPE,
                    "submission " + gradescope.group("id"),
                    "submission",
                    gradescope.group("id"),
                    "");
        }
        Matcher archive = ARCHIVE.matcher(name);
        String person = !folder && archive.matches() ? archive.group(1) : name;
        String key = KEY.matcher(person).matches()
                ? person
                : slug(person) + "-" + new FilesDigest().add(person).hex().substring(0, 8);
        return new ExportName(new Student(key, person, null, Platform.OTHER), "");
    }

    private static ExportName numbered(Platform platform, String person, String slugged, String id, String file) {
        return new ExportName(new Student(slug(slugged) + "-" + id, person, id, platform), file);
    }

    private static String slug(String name) {
        String slug = Normalizer.normalize(name, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return slug.isEmpty() ? "student" : slug.substring(0, Math.min(slug.length(), LONGEST_SLUG));
    }
}
