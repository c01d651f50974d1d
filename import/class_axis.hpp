/// Where the classes of a network's result stand.
///
/// The file tells by its Softmax or ArgMax, or by its last layer: a class is a channel of it.
/// Results leave the importer with their classes first, as plan/manifest.hpp has maps.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/network.hpp"
#include "error/error.hpp"
#include "import/place.hpp"
#include "import/record_tensor.hpp"

namespace medisc {

/// The axis of `result` along which its classes stand; none where nothing tells. `declared`
/// says it for files that do not. Errors, at `output`: kUnsupported for a Softmax or ArgMax
/// along another axis than the channels'; kBadInput for a layout that contradicts the file.
Result<std::optional<std::uint32_t>> class_axis_of(const RecordTensor& result,
                                                   const Network& network,
                                                   std::optional<Layout> declared,
                                                   const Place& output);

/// Whether it is a map of one class, without an axis for it.
bool lacks_the_axis_of_one(const RecordTensor& result, const Network& network);

/// Moves an axis of `result` to the front; the others keep their order.
void put_first(RecordTensor& result, std::uint32_t axis, const Network& network);

}  // namespace medisc
