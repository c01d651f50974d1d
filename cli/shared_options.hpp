/// Command-line options that several verbs share. Included by the few files that parse: CLI11
/// is slow to compile.
#pragma once

#include <map>
#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/arguments.hpp"

namespace medisc {

inline void add_format(CLI::App* verb, Format& format) {
  static const std::map<std::string, Format> kFormats{{"table", Format::kTable},
                                                      {"json", Format::kJson},
                                                      {"jsonl", Format::kJsonLines},
                                                      {"csv", Format::kCsv}};
  verb->add_option("--format", format, "how to print the result")
      ->transform(CLI::CheckedTransformer(kFormats).description(""))
      ->default_str("table")
      ->type_name("table|json|jsonl|csv");
}

/// --config, and --set for the values in it; `config` must live as long as the verb.
inline CLI::Option* add_config(CLI::App* verb, ConfigSource& config, const std::string& role) {
  auto* file = verb->add_option("-c,--config", config.file, "the " + role + "'s configuration")
                   ->type_name("FILE");
  verb->add_option_function<std::vector<std::string>>(
          "--set",
          [&config](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) {
              auto by = parse_override(text);
              if (!by) throw CLI::ValidationError(render(by.error()));
              config.overrides.push_back(std::move(*by));
            }
          },
          "a value that stands above the configuration's; may be given again")
      ->type_name("SECTION.KEY=VALUE")
      ->allow_extra_args(false);
  return file;
}

/// The same with the file where an installation keeps it.
inline void add_installed_config(CLI::App* verb, ConfigSource& config,
                                 const std::string& role) {
  config.file = "/etc/medisc/" + role + ".toml";
  add_config(verb, config, role)->envname("MEDISC_CONFIG")->capture_default_str();
}

/// A flag that is short for --set section.key=VALUE.
inline void add_setting(CLI::App* verb, ConfigSource& config, const std::string& flag,
                        const std::string& section, const std::string& key,
                        const std::string& type, const std::string& what) {
  verb->add_option_function<std::string>(
          flag,
          [&config, section, key, flag](const std::string& value) {
            config.overrides.push_back(flag_override(section, key, value, flag));
          },
          what + ": [" + section + "] " + key)
      ->type_name(type);
}

/// What whoever starts a role may want to say without editing its file.
inline void add_run_settings(CLI::App* verb, ConfigSource& config, const std::string& role,
                             bool listens) {
  if (listens) {
    add_setting(verb, config, "--listen", role, "listen", "ADDRESS",
                "where others call, host:port");
  }
  add_setting(verb, config, "--database", role, "database", "FILE", "the SQLite database");
  add_setting(verb, config, "--log-level", "log", "level", "debug|info|warning|error",
              "how much to log");
  add_setting(verb, config, "--log-format", "log", "format", "text|json", "how to log");
}

/// `what`: what is waited for.
inline void add_wait(CLI::App* verb, std::uint64_t& seconds, const std::string& what) {
  verb->add_option("--wait", seconds, "seconds to wait for " + what)
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{86'400}))
      ->type_name("SECONDS")
      ->capture_default_str();
}

/// Which results.
inline void add_results_options(CLI::App* verb, ResultsArguments& results) {
  add_installed_config(verb, results.config, "hospital");
  verb->add_option("--socket", results.socket,
                   "ask the daemon that listens there, in place of reading its database")
      ->type_name("PATH");
  verb->add_option("--request", results.request, "of this request")->type_name("ID");
  if (results.verb == ResultsVerb::kShow) {
    verb->add_option("--place", results.place, "of this record of the request, from 0");
  }
  verb->add_option("--record", results.record, "of the record of this id")->type_name("ID");
  verb->add_option("--model", results.model, "of this model")->type_name("MODEL");
  verb->add_option("--since", results.since, "from then on: 2h, 7d, or a time in UTC")
      ->type_name("TIME");
  verb->add_option("--limit", results.limit, "the newest so many");
  add_format(verb, results.format);
}

/// Where a daemon is, that does the work where one runs.
inline void add_daemon(CLI::App* verb, std::string& socket, bool& alone) {
  auto* path = verb->add_option("--socket", socket,
                                "a running daemon's socket, in place of the configuration")
                   ->type_name("PATH");
  verb->add_flag("--alone", alone, "work in this process, even where a daemon runs")
      ->excludes(path);
}

inline void add_batch(CLI::App* verb, std::uint64_t& batch, std::uint64_t& megabytes) {
  verb->add_option("--batch", batch, "records a session, in lock step")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{4096}))
      ->capture_default_str();
  verb->add_option("--memory", megabytes, "MB that sessions may take: splits larger batches")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 20))
      ->type_name("MB")
      ->capture_default_str();
}

/// What a model's file may leave open.
inline void add_import(CLI::App* verb, std::string& output_name,
                       std::vector<std::string>& input_shapes) {
  verb->add_option("--output-name", output_name,
                   "which of the file's outputs, where it has several")
      ->type_name("NAME");
  verb->add_option("--input-shape", input_shapes,
                   "shape of a record, where the file leaves it open: NAME=3x32x32")
      ->type_name("NAME=SHAPE");
}

/// How to compile a model, but for its ranges and labels.
inline void add_compilation(CLI::App* verb, ModelArguments& model) {
  verb->add_option("--ring", model.ring_bits, "bits of a word")
      ->check(CLI::IsMember({32, 64}).description(""))
      ->type_name("32|64")
      ->default_str("32, or 64 where that is too small");
  verb->add_option("--input-bits", model.input_bits,
                   "bits of an input integer; this and the next two: default chosen by error");
  verb->add_option("--activation-bits", model.activation_bits,
                   "fractional bits after a ReLU, about");
  verb->add_option("--weight-bits", model.weight_bits, "bits of the largest weight of a layer");
  verb->add_flag("--full-width", model.full_width,
                 "compare at the ring's width, which tells nothing about the weights");
  verb->add_option("--samples", model.samples,
                   "records like those to come: what precision is chosen on, and fidelity "
                   "measured; default: drawn within the ranges")
      ->type_name("FILE");
  static const std::map<std::string, bool> kFidelities{{"refuse", false}, {"warn", true}};
  verb->add_option("--fidelity", model.any_fidelity,
                   "what becomes of a plan that is too far from its model")
      ->transform(CLI::CheckedTransformer(kFidelities).description(""))
      ->default_str("refuse")
      ->type_name("refuse|warn");
  static const std::map<std::string, ComparisonChoice> kComparisons{
      {"auto", ComparisonChoice::kAuto},
      {"tree", ComparisonChoice::kTree},
      {"chain", ComparisonChoice::kChain}};
  verb->add_option("--comparison", model.borrows.comparison,
                   "how values are compared: tree: few bytes; chain: few flights")
      ->transform(CLI::CheckedTransformer(kComparisons).description(""))
      ->default_str("auto: what finishes first")
      ->type_name("auto|tree|chain");
  verb->add_option("--delay-ms", model.borrows.link.delay_ms,
                   "of the line that the plan is made for, one way")
      ->check(CLI::NonNegativeNumber.description(""))
      ->type_name("MS")
      ->capture_default_str();
  verb->add_option("--mbit-s", model.borrows.link.mbit_s, "rate of that line")
      ->check(CLI::PositiveNumber.description(""))
      ->type_name("MBIT")
      ->capture_default_str();
  verb->add_option("--bundle-mb", model.borrows.bundle_mb,
                   "most that the service's half of a bundle may take")
      ->check(CLI::PositiveNumber.description(""))
      ->type_name("MB")
      ->default_str("twice what trees take");
  add_import(verb, model.output_name, model.input_shapes);
  auto* calibration =
      verb->add_option(
              "--calibrate", model.calibration,
              "sample records, CSV, NPY or NPZ: widths from what they reach, with a margin, "
              "instead of proven bounds; a record far beyond them gets a wrong result")
          ->type_name("FILE");
  verb->add_option("--margin", model.margin_bits, "bits above what the samples reach")
      ->needs(calibration)
      ->capture_default_str();
  static const std::map<std::string, Output> kOutputs{{"logits", Output::kLogits},
                                                      {"label", Output::kLabel}};
  verb->add_option("--output", model.output, "what the hospital learns")
      ->transform(CLI::CheckedTransformer(kOutputs).description(""))
      ->default_str("logits")
      ->type_name("logits|label");
  verb->add_option("--manifest", model.manifest,
                   "what records are and results mean; default: the .toml beside the model")
      ->type_name("FILE");
  verb->add_option("--task", model.task, "what the results are")
      ->check(CLI::IsMember({"classes", "binary", "findings", "number", "map"}).description(""))
      ->type_name("classes|binary|findings|number|map");
  verb->add_option("--threshold", model.thresholds,
                   "the probability from which it is a yes: one, or one a finding (0.5)")
      ->check(CLI::Range(0.0, 1.0).description(""))
      ->delimiter(',');
  verb->add_option("--unit", model.unit, "of a number");
  verb->add_flag("--public-normalisation", model.public_normalisation,
                 "leave the model's input normalisation to the hospital, as a public step");
}

/// How a file of records is read.
inline void add_reading(CLI::App* verb, ReadOptions& reading) {
  static const std::map<std::string, HeaderLine> kHeaders{
      {"auto", HeaderLine::kAuto}, {"yes", HeaderLine::kYes}, {"no", HeaderLine::kNo}};
  static const std::map<std::string, DecimalMark> kMarks{{"auto", DecimalMark::kAuto},
                                                         {"point", DecimalMark::kPoint},
                                                         {"comma", DecimalMark::kComma}};
  static const std::map<std::string, OutOfRange> kOutOfRange{{"refuse", OutOfRange::kRefuse},
                                                             {"clip", OutOfRange::kClip},
                                                             {"warn", OutOfRange::kWarn}};
  verb->add_option("--id-column", reading.id_column,
                   "the column of record names, or its number where there is no header; "
                   "default: id, patient_id, MRN and the like")
      ->type_name("NAME");
  verb->add_option("--ignore-column", reading.ignore_columns,
                   "a column to pass over; may be given again")
      ->type_name("NAME");
  verb->add_option("--header", reading.header, "whether the first line names the columns")
      ->transform(CLI::CheckedTransformer(kHeaders).description(""))
      ->default_str("auto")
      ->type_name("auto|yes|no");
  verb->add_option("--decimal", reading.decimal, "the mark before a fraction")
      ->transform(CLI::CheckedTransformer(kMarks).description(""))
      ->default_str("auto")
      ->type_name("auto|point|comma");
  verb->add_option("--out-of-range", reading.out_of_range,
                   "values outside the range that the model takes")
      ->transform(CLI::CheckedTransformer(kOutOfRange).description(""))
      ->default_str("refuse")
      ->type_name("refuse|clip|warn");
  verb->add_flag("--each-frame", reading.each_frame,
                 "of a DICOM file of several frames, each is a record");
  verb->add_flag("--skip-bad", reading.skip_bad,
                 "go on without records that can't be read; they are shown with their errors");
}

/// Which rows of the file.
inline void add_rows(CLI::App* verb, RowRange& rows) {
  verb->add_option("--offset", rows.offset, "pass over the first so many records")
      ->check(CLI::NonNegativeNumber.description(""));
  verb->add_option("--limit", rows.limit, "only the first so many records")
      ->check(CLI::PositiveNumber.description(""));
}

/// Files of maps.
inline void add_maps(CLI::App* verb, MapOptions& maps) {
  auto* folder = verb->add_option("--maps", maps.folder,
                                  "where to write each record's map of labels, as NPY and PNG, "
                                  "and its logits, as NPY")
                     ->type_name("FOLDER");
  verb->add_flag("--force", maps.force, "write over maps that are there")->needs(folder);
}

/// `medisc evaluate`.
void add_evaluate_options(CLI::App* verb, EvaluateArguments& arguments);

/// `medisc stats`; `arguments.what` tells which.
void add_stats_options(CLI::App* verb, StatsArguments& arguments);

/// `medisc bench`.
void add_bench_options(CLI::App* verb, BenchArguments& arguments);

}  // namespace medisc
