/// The manifest as far as the ONNX file tells it.
#pragma once

#include <cstdint>

#include "compiler/network.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// Parts of the file's inputs, or one flat part where their shapes are not known; name,
/// version, task, labels, feature names, unit and threshold of its metadata; class names. The
/// task is settled by settle_task once all have had their say.
Manifest manifest_of_file(const Network& network);

/// A result in the order of the file's elements, with its classes brought to the front.
std::vector<double> with_classes_first(const NetworkFacts& facts,
                                       const std::vector<double>& result);

/// The task that the file's end suggests for `labels` labels: see site/model_manifest.hpp.
TaskKind suggested_task(const Network& network, std::size_t labels);

/// The shape of one result: the file's, without dimensions of 1 that tell nothing, or flat.
std::vector<std::uint32_t> result_shape(const Network& network);

/// Whether results are a class a pixel, as far as the file tells: of several axes it is known
/// which has the classes, and these exclude one another.
bool is_map(const Network& network);

/// A task that metadata names.
std::optional<TaskKind> task_in_metadata(const NetworkFacts& facts);

/// What metadata says that `manifest`, which was composed of it, does not have, and why: one
/// line a key.
std::vector<std::string> unused_metadata(const Network& network, const Manifest& manifest);

/// Metadata's list of texts: a JSON or Python list, or texts between commas. None of a
/// dictionary.
std::vector<std::string> texts_in(const std::string& text);

}  // namespace medisc
