/// What stands between a network as it was read from a file and `compile`:
///
///   import_onnx(file) -> compilable(network, name) -> compile(network, options)
///
/// Whoever compiles, calibrates, times or compares a network takes it from here.
#pragma once

#include <memory>
#include <string>

#include "compiler/network.hpp"
#include "compiler/public_normalisation.hpp"
#include "error/error.hpp"

namespace medisc {

/// The normal form (compiler/normal_form.hpp) of a network as it was read; `name` stands for
/// its file in errors. Errors: those of normal_form.
Result<Network> compilable(const Network& as_read, const std::string& name);

/// A network on normalised records, in normal form, and how records are normalised.
struct NormalisedNetwork {
  Network network;
  PublicNormalisation normalisation;
  std::shared_ptr<const Network> as_read{};  ///< the graph as it stands in the file, to compare
};

/// The same, with the normalisation of its input taken out first, to be a public step. Errors:
/// those of take_normalisation and of normal_form.
Result<NormalisedNetwork> compilable_on_normalised(Network as_read, const std::string& name);

}  // namespace medisc
