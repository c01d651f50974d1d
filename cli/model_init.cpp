#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "cli/verbs.hpp"
#include "records/records.hpp"
#include "site/import_options.hpp"
#include "site/manifest_text.hpp"
#include "site/model_files.hpp"
#include "site/model_manifest.hpp"
#include "site/model_notes.hpp"
#include "site/proposed_manifest.hpp"

namespace medisc {
namespace {

Result<void> write(const std::filesystem::path& file, const std::string& text) {
  errno = 0;
  std::ofstream out(file);
  out << text;
  out.flush();
  if (out) return {};
  return fail(ErrorCode::kStorage, file.string() + " can't be written: " + std::strerror(errno),
              "choose another place with --output-file");
}

bool names_all(const Manifest& manifest) {
  return std::ranges::all_of(manifest.parts,
                             [](const RecordPart& part) { return !part.features.empty(); });
}

/// By the names that the file itself gives its features, where it does.
Result<RecordTable> read_as_named(const std::string& samples, const Network& network) {
  const auto manifest = manifest_of_file_alone(network, "");
  if (!manifest) return tl::unexpected<Error>(manifest.error());
  if (names_all(*manifest)) return sample_table(samples, *manifest);
  return read_records(samples, network.features);
}

}  // namespace

Result<void> run(const ModelInitArguments& arguments) {
  std::filesystem::path output = arguments.output_file;
  if (output.empty()) {
    output = arguments.model;
    output.replace_extension(".toml");
  }
  std::error_code ignored;
  if (!arguments.force && std::filesystem::exists(output, ignored)) {
    return fail(ErrorCode::kUsage, output.string() + " is there already",
                "give --force to write over it, or --output-file");
  }
  auto import = import_options(arguments.output_name, arguments.input_shapes);
  if (!import) return tl::unexpected<Error>(import.error());
  ModelFiles files;
  files.import = std::move(*import);
  files.network = arguments.model;
  const auto read = read_network(files);
  if (!read) return tl::unexpected<Error>(read.error());
  const Network& network = read->network;
  const auto samples = read_as_named(arguments.samples, network);
  if (!samples) return tl::unexpected<Error>(samples.error());
  const auto manifest = propose_manifest(network, *samples, files.network.stem().string());
  if (!manifest) return tl::unexpected<Error>(manifest.error());
  if (auto written = write(output, explained_manifest(*manifest)); !written) return written;
  std::vector<std::string> notes = model_notes(network, *manifest);
  if (std::string fixed = fixed_note(*manifest); !fixed.empty())
    notes.push_back(std::move(fixed));
  const std::string hint = in_one_line(notes);
  std::vector<Fact> facts{
      {"file", "written", output.string()},
      {"model", "model", manifest->model},
      {"task", "task", std::string(task_name(manifest->outcome.task))},
      {"inputs", "inputs", static_cast<std::int64_t>(manifest->parts.size())},
      {"features", "features", static_cast<std::int64_t>(network.features)},
      {"samples", "samples", static_cast<std::int64_t>(samples->rows)},
      {"note", "note", hint.empty() ? Cell{} : Cell{hint}}};
  print(std::cout, facts, {}, arguments.format);
  return {};
}

}  // namespace medisc
