/// Input normalisation that stays public: a step at the hospital, instead of a part of the
/// first layer's secret weights.
#pragma once

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace medisc {

/// n_i = (x_i - centre_i) factor_i, entries as in InputEncoding.
struct PublicNormalisation {
  std::vector<double> centre;
  std::vector<double> factor;
};

/// Takes the element-wise maps that the record passes first out of `network`, which is not in
/// normal form yet. Errors: kUnsupported if there is none, or if one multiplies by zero;
/// kBadInput for numbers that no plan holds.
Result<PublicNormalisation> take_normalisation(Network& network);

/// The same records (row major, `features` values each), normalised.
void normalise(const PublicNormalisation& normalisation, std::size_t features,
               std::vector<double>& records);

}  // namespace medisc
