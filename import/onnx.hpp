/// From an ONNX file to a Network.
///
/// What is supported stands in docs/formats.md, "Models": graphs from one or more inputs to one
/// output, of what is linear or piecewise linear in the record. What the file says of its
/// records and results goes into Network::facts; a final Softmax, LogSoftmax, Sigmoid or ArgMax
/// is dropped, the hospital gets logits.
///
/// Each op is a function in import/ops, found in its table (import/ops/table.hpp). The result
/// is the network as it stands in the file; compiler/compilable.hpp makes of it what `compile`
/// takes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace medisc {

/// What the file leaves open.
struct ImportOptions {
  /// Which of several outputs the hospital is to have; none: the only one, or of the label and
  /// the probabilities of a classifier the latter.
  std::optional<std::string> output{};
  /// The shape of one record by an input's name, without the batch, where the file leaves a
  /// height, a width or a length open.
  std::map<std::string, std::vector<std::uint64_t>> input_shapes{};
  /// Where the classes of a result of several axes stand, if the file does not tell.
  std::optional<Layout> result_layout{};
};

/// Reads one model, and what it keeps in files beside it (import/external_data.hpp). Errors:
/// kBadInput for a file that can't be read, is cut short, does not pass ONNX's own checker, or
/// has weights that don't fit each other or are not finite, and for options that don't fit the
/// file; kUnsupported, naming node and op, for what is not in the list above, and for a choice
/// that only ImportOptions can make.
Result<Network> import_onnx(const std::filesystem::path& file,
                            const ImportOptions& options = {});

/// The same as import_onnx, from the bytes of a file; `name` stands for it in errors. There is
/// no folder: values outside of the bytes are refused.
Result<Network> parse_onnx(std::string_view bytes, const std::string& name,
                           const ImportOptions& options = {});

}  // namespace medisc
