/// A trained network in floating point, as a chain of layers.
///
/// The importer folds what can be folded (batch norm, normalisation, a scale between layers),
/// so a Network is Dense, Relu, Dense, ..., Dense: it begins and ends with a Dense layer, and a
/// Relu stands between any two.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace medisc {

/// y = W x + b. `matrix` is [outputs][inputs], row major; `bias` has `outputs` entries.
struct Dense {
  std::uint32_t inputs = 0;
  std::uint32_t outputs = 0;
  std::vector<double> matrix;
  std::vector<double> bias;
};

/// y = max(x, 0), element by element.
struct Relu {
  std::uint32_t size = 0;
};

/// One layer; it works on the result of the layer before it, the first one on the record.
struct Layer {
  std::string name;  ///< the ONNX node it came from; printable, at most 128 bytes
  std::variant<Dense, Relu> op;

  std::uint32_t inputs() const;
  std::uint32_t outputs() const;
};

struct Network {
  std::uint32_t features = 0;  ///< elements of one record, flattened
  std::vector<Layer> layers;

  std::uint32_t outputs() const;  ///< logits; 0 for a network without layers
};

/// The logits of one record in double precision. `record` has network.features values.
std::vector<double> evaluate(const Network& network, std::span<const double> record);

}  // namespace medisc
