/// How far the values of a network go over sample records, in double precision.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/equalise.hpp"
#include "compiler/network.hpp"

namespace medisc {

class Reach {
 public:
  /// Evaluates `records` (row major) on all cores; refers to `network`.
  Reach(const Network& network, std::span<const double> records);

  /// The largest |value| of each tensor, the record among them.
  std::vector<double> overall() const;

  /// The largest |value| of each element of the record.
  const std::vector<double>& record() const { return largest_.front(); }

  /// For equalised(): of a linear layer's result, channel by channel, the most that its weights
  /// make of what its input reaches, be it in different records: so a channel that no sample
  /// wakes has one, too. `observed`: as samples have it, where they wake it.
  Magnitudes magnitudes(bool observed) const;

  /// Row major: the last `outputs` of each record's results, before which a label's logits may
  /// have a row of zeros.
  std::vector<double> results(std::uint32_t outputs) const;

 private:
  void add(const std::vector<std::vector<double>>& tensors);

  const Network& network_;
  std::vector<std::vector<double>> largest_;  ///< by tensor and element
  std::vector<std::vector<double>> results_;  ///< by record
};

}  // namespace medisc
