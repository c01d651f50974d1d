#include "compiler/public_normalisation.hpp"

#include <algorithm>
#include <cmath>

#include "compiler/affine.hpp"

namespace medisc {
namespace {

bool only_first_reads_record(const Network& network) {
  for (std::size_t i = 1; i < network.layers.size(); ++i) {
    const std::vector<std::uint32_t> inputs = network.inputs_of(i);
    if (std::find(inputs.begin(), inputs.end(), 0U) != inputs.end()) return false;
  }
  return true;
}

void drop_first(Network& network) {
  std::vector<Layer> rest;
  for (std::size_t i = 1; i < network.layers.size(); ++i) {
    Layer layer = std::move(network.layers[i]);
    for (std::uint32_t& input : layer.inputs) --input;
    rest.push_back(std::move(layer));
  }
  network.layers = std::move(rest);
}

}  // namespace

Result<PublicNormalisation> take_normalisation(Network& network) {
  Affine all = identity_affine(network.features);
  while (network.layers.size() > 1 && only_first_reads_record(network)) {
    const auto* affine = std::get_if<Affine>(&network.layers.front().op);
    if (affine == nullptr) break;
    all = compose(all, *affine);
    drop_first(network);
  }
  if (is_identity(all)) {
    return fail(ErrorCode::kUnsupported, "the model does not normalise its input",
                "leave the normalisation folded");
  }
  PublicNormalisation result;
  for (std::size_t i = 0; i < all.scale.size(); ++i) {
    if (all.scale[i] == 0) {
      return fail(ErrorCode::kUnsupported, "the model multiplies a feature by zero",
                  "leave the normalisation folded");
    }
    const double centre = -all.shift[i] / all.scale[i];
    if (!std::isfinite(centre) || !std::isnormal(all.scale[i])) {
      return fail(ErrorCode::kBadInput, "the model's normalisation is out of all proportion",
                  "export the model again");
    }
    result.centre.push_back(centre);
    result.factor.push_back(all.scale[i]);
  }
  return result;
}

void normalise(const PublicNormalisation& normalisation, std::size_t features,
               std::vector<double>& records) {
  const std::size_t run = features / normalisation.centre.size();
  for (std::size_t i = 0; i < records.size(); ++i) {
    const std::size_t entry = i % features / run;
    records[i] = (records[i] - normalisation.centre[entry]) * normalisation.factor[entry];
  }
}

}  // namespace medisc
