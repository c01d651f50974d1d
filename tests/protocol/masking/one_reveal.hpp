/// Two gates on one reveal: they take one r.
#pragma once

#include "tests/protocol/masking/enumeration.hpp"

namespace medisc::test {

/// How a run differs from the product's.
struct Changes {
  /// Changes a party's randomness of both gates before they are dealt.
  std::function<void(Material& first, Material& second)> material = [](Material&, Material&) {
  };
  /// Added to the second gate's value.
  std::function<Word(Word service)> added = [](Word) {
    return 0;
  };
};

inline Protocol two_on_one_reveal(const ThresholdGate& first_shape,
                                  const ThresholdGate& second_shape, const Changes& changes) {
  return [=](Pass& pass, Word y0, Word y1) {
    const ThresholdGate first = of_size(first_shape, pass.lanes);
    const ThresholdGate second = of_size(second_shape, pass.lanes);
    const auto draw = [&](Party party, Randomness& randomness) {
      Material one = drawn_material(party, first, randomness);
      Material two = drawn_on(one.reveal, party, second, randomness);
      changes.material(one, two);
      return std::pair(one, two);
    };
    const auto hospital = draw(Party::kHospital, pass.hospital);
    const auto service = draw(Party::kService, pass.service);
    const Parties of_first = deal_gate(pass, first, hospital.first, service.first);
    const Parties of_second = deal_gate(pass, second, hospital.second, service.second);
    run_gate(pass, first, of_first, pass.everywhere(y0), pass.everywhere(y1));
    run_gate(pass, second, of_second, pass.everywhere(y0),
             pass.everywhere(y1 + changes.added(y1)));
  };
}

}  // namespace medisc::test
