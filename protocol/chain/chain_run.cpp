#include "protocol/chain/chain_run.hpp"

#include "protocol/chain/kernels.hpp"

namespace medisc {

void ChainMemory::reshape(const BorrowChain& chain, std::size_t lanes) {
  sent.reshape(chain.layout.sent_rows * chain.thresholds, lanes);
  results.reshape(chain.thresholds + 1, lanes);
}

ChainRun::ChainRun(Party, const BorrowChain& chain, const ChainMaterial& material,
                   const BitPlanes&, std::span<const BitPlanes> compared, Memory& memory,
                   Openings& results)
    : chain_(chain),
      material_(material),
      compared_(compared),
      memory_(memory),
      results_(results) {}

void ChainRun::service_turn(std::size_t, const Slice& slice, SliceReader&, SliceWriter& out) {
  for (std::size_t l = 0; l < chain_.thresholds; ++l) {
    select_entries({chain_.layout, l, compared_[l], material_, slice}, memory_.sent);
  }
  for (std::size_t r = 0; r < memory_.sent.rows(); ++r) out.lanes(slice.row(memory_.sent, r));
}

void ChainRun::hospital_turn(std::size_t, const Slice& slice, SliceReader& in,
                             SliceWriter& out) {
  for (std::size_t r = 0; r < memory_.sent.rows(); ++r) in.lanes(slice.row(memory_.sent, r));
  const bool has_carry = chain_.layout.carry_digit.has_value();
  for (std::size_t l = 0; l < chain_.thresholds; ++l) {
    const BitRow carry =
        l == 0 && has_carry ? slice.row(memory_.results, chain_.thresholds) : BitRow{};
    walk({chain_.layout, l, compared_[l], material_, slice}, memory_.sent,
         slice.row(memory_.results, l), carry);
  }
  for (std::size_t i = 0; i < results(); ++i) {
    results_.put_whole(i, slice.row(memory_.results, i), slice, out);
  }
}

void ChainRun::service_end(const Slice& slice, SliceReader& in) {
  for (std::size_t i = 0; i < results(); ++i) results_.take_whole(i, slice, in);
}

}  // namespace medisc
