/// What people declare of a model's manifest: in a model.toml beside the model, or in the
/// service's configuration. docs/formats.md explains every key.
///
///   name = "..."            version = "..."
///   [[inputs]]              name, shape, layout, features, units, least, largest; of an image
///                           pixels, bits, window, window_function, pixel_range, polarity,
///                           colour, orientation, modalities
///   [[preprocessing]]       input, step, and the step's numbers; of a resize filter, aspect
///   [task]                  kind, layout, labels, threshold, unit
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/toml_reader.hpp"
#include "error/error.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// An [[inputs]] entry. What is empty is not declared.
struct DeclaredPart {
  std::string name;  ///< of the input; may be left out where the model has one alone
  std::vector<std::uint32_t> shape;
  std::optional<Layout> layout;
  std::vector<std::string> features;
  std::vector<std::string> units;
  std::vector<double> least;
  std::vector<double> largest;
  PixelMeaning pixels{};
};

/// A [[preprocessing]] entry; `input` as the name above.
struct DeclaredPreprocessing {
  std::string input;
  StepKind kind = StepKind::kScale;
  std::vector<double> numbers;  ///< as Preprocessing has them
  ResizeFilter filter = ResizeFilter::kBilinear;
  ResizeAspect aspect = ResizeAspect::kStretch;
};

struct DeclaredManifest {
  std::string from{};  ///< "FILE" or what else says so, for errors
  std::string name{};
  std::string version{};
  std::vector<DeclaredPart> parts{};
  std::vector<DeclaredPreprocessing> preprocessing{};
  std::optional<TaskKind> task{};
  std::optional<Layout> result_layout{};  ///< of a map: where its classes stand
  std::vector<std::string> labels{};
  std::vector<double> thresholds{};
  std::optional<std::string> unit{};
};

/// Errors: kUsage with file and line for what is unknown, of another type or out of bounds.
Result<DeclaredManifest> load_declared_manifest(const std::filesystem::path& file);

/// Reads the task's keys of a section: `task_key`, labels, threshold, unit.
void read_task(TomlSection& section, const std::string& task_key, DeclaredManifest& declared);

}  // namespace medisc
