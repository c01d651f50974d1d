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

/// The task that the file's end suggests for `labels` labels: see site/model_manifest.hpp.
TaskKind suggested_task(const Network& network, std::size_t labels);

/// The shape of one result: the file's, without dimensions of 1 that tell nothing, or flat.
std::vector<std::uint32_t> result_shape(const Network& network);

/// A task that metadata names.
std::optional<TaskKind> task_in_metadata(const NetworkFacts& facts);

/// Metadata's list of texts: a JSON or Python list, or texts between commas.
std::vector<std::string> texts_in(const std::string& text);

}  // namespace medisc
