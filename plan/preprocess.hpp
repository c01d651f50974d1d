/// Preprocessing: public steps that the hospital does to a record before it is encoded.
///
///   scale      x -> factor x + offset
///   invert     x -> a - x
///   normalise  x -> (x - mean_c) / deviation_c, c the channel of x
///   resize     an image of any height and width, or a volume of any depth too, to the part's
///              shape, by the step's filter and to its proportions (plan/resample.hpp)
///
/// The steps of a part are done in the manifest's order. A resize may as well come first: the
/// others are the same for all pixels of a channel, and weights of a resize sum to 1; its fill
/// is a value as it stands before all of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "error/error.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// Whether an image of another height and width than the part's may be given for it.
bool is_resized(const Manifest& manifest, std::size_t part);

/// The part's first resize; null where it has none.
const Preprocessing* resize_of(const Manifest& manifest, std::size_t part);

/// One part's values, as the network wants them. `shape`: of `values`, the part's own but for
/// height and width where the part is resized. Errors: kBadInput for another shape, or one
/// that is not that of `values`.
Result<std::vector<double>> preprocessed(const Manifest& manifest, std::size_t part,
                                         std::vector<double> values,
                                         std::span<const std::uint32_t> shape);

/// A whole record whose parts have the manifest's shapes; as it is where there is no
/// preprocessing. Precondition: as many values as the parts have elements, where there are
/// parts.
std::vector<double> preprocessed(const Manifest& manifest, std::vector<double> record);

/// What a value of one element may be; both ends belong to it.
struct ValueRange {
  double least = 0;
  double largest = 0;
};

/// The range of each element of a record, in its order, after preprocessing. Empty where a part
/// has none.
std::vector<ValueRange> ranges_after(const Manifest& manifest);

}  // namespace medisc
