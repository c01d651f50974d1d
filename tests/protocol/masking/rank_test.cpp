/// A tree's views at fixed r, wire masks and blinds are affine maps of the sender's pads, its
/// shares of them and of what is dealt, of full rank over F_2: each bit has a pad of its own.
#include <gtest/gtest.h>

#include "tests/protocol/masking/gate_run.hpp"
#include "tests/protocol/masking/gates.hpp"

namespace medisc::test {
namespace {

/// Lane 0 has no pad, lane 1 + p pad p alone, and of three further ones the third is the sum.
constexpr std::size_t kTriples = 40;

using Planes = std::vector<BitPlanes*>;

void set_pads(const Planes& planes, std::size_t pads) {
  std::size_t p = 0;
  for (BitPlanes* one : planes) {
    for (std::size_t r = 0; r < one->rows(); ++r, ++p) {
      std::vector<std::uint64_t> lanes(1 + pads + 3 * kTriples);
      lanes[1 + p] = 1;
      for (std::size_t t = 0; t < kTriples; ++t) {
        std::uint64_t* const triple = lanes.data() + 1 + pads + 3 * t;
        triple[0] = mixed(p * kTriples + t) & 1;
        triple[1] = mixed(~(p * kTriples + t)) & 1;
        triple[2] = triple[0] ^ triple[1];
      }
      const BitRow row = one->row(r);
      std::fill(row.begin(), row.end(), 0);
      for (std::size_t i = 0; i < lanes.size(); ++i) row[i / 64] |= lanes[i] << (i % 64);
    }
  }
}

/// share = what both have together, less the other's share.
void complete(BitPlanes& share, const BitPlanes& other, const BitPlanes& together) {
  for (std::size_t r = 0; r < share.rows(); ++r) {
    combine(share.row(r), kSumBits, other.row(r), together.row(r));
  }
}

using Bits = std::vector<bool>;

/// Rank over F_2.
std::size_t rank_of(std::vector<Bits> rows) {
  std::size_t rank = 0;
  for (std::size_t c = 0; !rows.empty() && c < rows[0].size() && rank < rows.size(); ++c) {
    std::size_t pivot = rank;
    while (pivot < rows.size() && !rows[pivot][c]) ++pivot;
    if (pivot == rows.size()) continue;
    std::swap(rows[rank], rows[pivot]);
    for (std::size_t r = rank + 1; r < rows.size(); ++r) {
      if (!rows[r][c]) continue;
      for (std::size_t i = c; i < rows[r].size(); ++i) {
        rows[r][i] = rows[r][i] != rows[rank][i];
      }
    }
    ++rank;
  }
  return rank;
}

struct AffineView {
  std::vector<Bits> linear;  ///< a row of the view by pads
  bool is_affine = true;

  void add(const BitPlanes& rows, std::size_t pads) {
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      const auto at = [&](std::size_t lane) {
        return bit_of(rows.row(r), lane) != 0;
      };
      Bits& bits = linear.emplace_back();
      for (std::size_t p = 0; p < pads; ++p) bits.push_back(at(1 + p) != at(0));
      for (std::size_t t = 0; t < kTriples; ++t) {
        const std::size_t first = 1 + pads + 3 * t;
        if ((at(first) != at(first + 1)) != (at(first + 2) != at(0))) is_affine = false;
      }
    }
  }
  std::size_t rank() const { return rank_of(linear); }
};

/// A gate whose r, wire masks and blinds are the same in all lanes.
class FixedMasks {
 public:
  FixedMasks(const ThresholdGate& shape, std::uint64_t number)
      : shape_(shape), number_(number) {}

  /// By its masks and blinds.
  AffineView hospitals_view() {
    make(1 + masks_and_blinds() + 3 * kTriples);
    set_pads({&tree(service_).masks, &service_.blinds}, masks_and_blinds());
    repeat_mask(tree(service_).masks);
    complete(tree(hospital_).masks, tree(service_).masks, wire_masks_);
    complete(hospital_.blinds, service_.blinds, blinds_);
    AffineView view;
    view.add(run().down, masks_and_blinds());
    return view;
  }

  /// By those, and its shares of monomials and products.
  AffineView services_view() {
    const TreeCircuit& circuit = std::get<TreeCircuit>(shape_.borrow);
    const std::size_t pads =
        masks_and_blinds() + circuit.monomials + circuit.mask_products.size();
    make(1 + pads + 3 * kTriples);
    set_pads({&tree(hospital_).masks, &hospital_.blinds, &tree(hospital_).monomials,
              &tree(hospital_).mask_products},
             pads);
    repeat_mask(tree(hospital_).masks);
    complete(tree(service_).masks, tree(hospital_).masks, wire_masks_);
    complete(service_.blinds, hospital_.blinds, blinds_);
    AffineView view;
    view.add(run().up, pads);
    view.add(tree(dealt_).monomials, pads);
    view.add(tree(dealt_).mask_products, pads);
    return view;
  }

  /// Mask 1 repeats mask 0.
  bool repeats = false;

 private:
  static TreeMaterial& tree(Material& material) {
    return std::get<TreeMaterial>(material.borrow);
  }
  std::size_t masks_and_blinds() const {
    return std::get<TreeCircuit>(shape_.borrow).opened + shape_.opened_bits();
  }

  void make(std::size_t lanes) {
    gate_ = of_size(shape_, lanes);
    Randomness of_hospital = Randomness::same(number_);
    Randomness of_service = Randomness::same(number_ + 1);
    hospital_ = drawn_material(Party::kHospital, gate_, of_hospital);
    service_ = drawn_material(Party::kService, gate_, of_service);
    wire_masks_ = Randomness(of_hospital).rows(tree(service_).masks.rows(), lanes);
    repeat_mask(wire_masks_);
    blinds_ = of_service.rows(gate_.opened_bits(), lanes);
  }
  void repeat_mask(BitPlanes& masks) const {
    if (!repeats || masks.rows() < 2) return;
    std::copy(masks.row(0).begin(), masks.row(0).end(), masks.row(1).begin());
  }
  Transcript run() {
    dealt_ = dealt(gate_, hospital_, service_);
    return run_gate(gate_, hospital_, dealt_, Words(gate_.size(), mixed(number_) & 3),
                    Words(gate_.size(), mixed(number_ + 1)));
  }

  ThresholdGate shape_;
  std::uint64_t number_;
  ThresholdGate gate_;
  Material hospital_;
  Material service_;
  Material dealt_;
  BitPlanes wire_masks_;
  BitPlanes blinds_;
};

template <class Visit>
void for_trees(const Visit& visit) {
  std::uint64_t number = 10;
  for (const unsigned width : {8U, 22U, 26U, 32U, 64U}) {
    for (const unsigned shift : {0U, width / 2}) {
      const std::int64_t half = (std::int64_t{1} << (width - 2 - shift)) / 2;
      for (const Piecewise& function :
           {Piecewise::relu(), Piecewise{1, 0, {{-half, 1, 0}, {0, 2, 1}, {half, -1, 3}}}}) {
        FixedMasks gate(live_gate({width, shift, width, function}, {}), number += 10);
        visit(gate);
      }
    }
  }
}

void expect_full(const AffineView& view) {
  EXPECT_TRUE(view.is_affine);
  EXPECT_EQ(view.rank(), view.linear.size());
}

TEST(Rank, OfTheHospitalsViewIsFull) {
  for_trees([](FixedMasks& gate) { expect_full(gate.hospitals_view()); });
}

TEST(Rank, OfTheServicesViewIsFull) {
  for_trees([](FixedMasks& gate) { expect_full(gate.services_view()); });
}

/// One mask of two wires leaves one of their openings without a pad.
TEST(Rank, OfARepeatedMaskFalls) {
  for_trees([](FixedMasks& gate) {
    gate.repeats = true;
    const AffineView hospital = gate.hospitals_view();
    EXPECT_LT(hospital.rank(), hospital.linear.size());
    const AffineView service = gate.services_view();
    EXPECT_LT(service.rank(), service.linear.size());
  });
}

}  // namespace
}  // namespace medisc::test
