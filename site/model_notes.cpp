#include "site/model_notes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "site/model_manifest.hpp"
#include "site/network_facts.hpp"

namespace medisc {
namespace {

/// Of results of several axes; empty where all is said.
std::string shape_note(const Network& network, const Outcome& outcome) {
  const std::vector<std::uint32_t> shape = result_shape(network);
  if (shape.size() < 2 || !outcome.labels.empty() || !outcome.unit.empty()) return "";
  const std::string what =
      fmt::format("its results have the shape [{}]", fmt::join(shape, ", "));
  const bool ends = network.facts.ending != NetworkEnding::kNone;
  switch (outcome.task) {
    case TaskKind::kMap:
      if (ends) return "";
      return what +
             " and are shown as a map, a class a channel; where they are something else, "
             "declare task = \"number\"";
    case TaskKind::kNumber:
      return what +
             " and are shown as numbers, in the file's order; where they are classes of "
             "positions, declare kind = \"map\" and layout in [task] of a model.toml";
    case TaskKind::kFindings:
      return what +
             " and are shown as findings, each a yes or no by itself; where only one of them "
             "can be at a position, declare task = \"map\"";
    case TaskKind::kClasses:
    case TaskKind::kBinary:
      break;
  }
  return "";
}

}  // namespace

std::vector<std::string> model_notes(const Network& network, const Manifest& manifest) {
  std::vector<std::string> notes;
  for (std::string note : {undeclared_hint(manifest), shape_note(network, manifest.outcome)}) {
    if (!note.empty()) notes.push_back(std::move(note));
  }
  for (std::string& note : unused_metadata(network, manifest)) notes.push_back(std::move(note));
  return notes;
}

std::string in_one_line(const std::vector<std::string>& notes) {
  return fmt::format("{}", fmt::join(notes, "; "));
}

}  // namespace medisc
