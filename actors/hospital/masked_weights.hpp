/// D = W - a1 of a pool, as the hospital keeps it.
#pragma once

#include <algorithm>
#include <span>

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"

namespace medisc {

/// The tag of the mask in it, then its words.
class TaggedWeights {
 public:
  /// Throws Failure, kStorage, where not even a tag is there.
  explicit TaggedWeights(Bytes stored);
  explicit TaggedWeights(const MaskedWeights& answer);

  const Bytes& stored() const { return stored_; }
  std::span<const std::uint8_t> words() const {
    return std::span(stored_).subspan(MaskTag{}.size());
  }
  bool has_tag(const MaskTag& tag) const {
    return std::equal(tag.begin(), tag.end(), stored_.begin());
  }

 private:
  Bytes stored_;
};

/// From the database, or from the service; kept then. Throws Failure.
Task<TaggedWeights> fetch_masked_weights(Process& process, const HospitalContext& hospital,
                                         Connection& service, const Plan& plan);

}  // namespace medisc
