package io.github.ipctck.grading;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Who handed something in.
 *
 * @param key names the student in this class and in file names: ASCII letters, digits, '.', '_' and '-'; the same whenever
 *     the same export is read
 * @param name as people know the student; anything may stand in it
 * @param id the platform's number; null if the export has none
 * @param platform where the submission comes from
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Student(String key, String name, String id, Platform platform) {}
