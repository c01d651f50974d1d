#include "cli/shared_options.hpp"

namespace medisc {

void add_evaluate_options(CLI::App* verb, EvaluateArguments& arguments) {
  auto* config = add_config(verb, arguments.config, "hospital");
  auto* local = verb->add_flag("--local", arguments.local,
                               "start a dealer, a service and a hospital here, just for this");
  auto* simulate = verb->add_flag("--simulate", arguments.simulate,
                                  "run all roles in one process, without sockets");
  config->excludes(local)->excludes(simulate);
  local->excludes(simulate);
  verb->add_option("--model", arguments.model,
                   "with --config the service's model, else an ONNX file")
      ->required()
      ->type_name("FILE");
  verb->add_option("--service", arguments.service, "default: the only one configured");
  verb->add_option("--records", arguments.records, "CSV, NPY or NPZ")
      ->required()
      ->type_name("FILE");
  verb->add_option("--labels", arguments.labels,
                   "CSV, NPY or NPZ, a row a record; default: those beside the records")
      ->type_name("FILE");
  verb->add_option("--logits", arguments.logits, "the float network's, to compare with")
      ->type_name("FILE");
  verb->add_option("--expect", arguments.expect,
                   "JSON of `medisc reference`: compare, and fail where a logit differs")
      ->type_name("FILE");
  add_reading(verb, arguments.reading);
  verb->add_option("--limit", arguments.limit, "only the first so many records")
      ->check(CLI::PositiveNumber);
  add_batch(verb, arguments.batch, arguments.memory_megabytes);
  verb->add_option("--state", arguments.state,
                   "where results so far are kept; default: beside the database")
      ->type_name("FILE");
  verb->add_flag("--keep", arguments.keep, "keep that file once all is evaluated");
  auto* range = verb->add_option("--range", arguments.range,
                                 "largest |x| of every feature; default: the manifest's, or "
                                 "from the records");
  verb->add_option("--ranges", arguments.compilation.ranges,
                   "CSV with the largest |x| of each feature")
      ->type_name("FILE")
      ->excludes(range);
  add_compilation(verb, arguments.compilation);
  verb->add_option("--class-names", arguments.compilation.labels, "one name a result")
      ->delimiter(',');
  add_format(verb, arguments.format);
}

void add_bench_options(CLI::App* verb, BenchArguments& arguments) {
  verb->add_flag("--local", arguments.local,
                 "start a dealer, a service and a hospital here, just for this")
      ->required();
  verb->add_flag("--tls", arguments.tls, "encrypt their channels, as between machines");
  verb->add_option("--model", arguments.model, "an ONNX file")->required()->type_name("FILE");
  verb->add_option("--records", arguments.records,
                   "CSV, NPY or NPZ; default: random ones in range")
      ->type_name("FILE");
  verb->add_option("--runs", arguments.runs, "sessions to time, after a few to warm up")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{100'000}))
      ->capture_default_str();
  add_batch(verb, arguments.batch, arguments.memory_megabytes);
  auto* range =
      verb->add_option("--range", arguments.range,
                       "largest |x| of every feature; default: from the records, or 16");
  verb->add_option("--ranges", arguments.compilation.ranges,
                   "CSV with the largest |x| of each feature")
      ->type_name("FILE")
      ->excludes(range);
  add_compilation(verb, arguments.compilation);
  add_format(verb, arguments.format);
}

}  // namespace medisc
