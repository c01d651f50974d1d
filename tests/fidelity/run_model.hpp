/// A model as a service compiles it and a hospital uses it, in plaintext integers.
#pragma once

#include <filesystem>
#include <vector>

#include "error/error.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "site/local_model.hpp"

namespace medisc::test {

/// Compiled for these samples: the file of them, ranges from what they reach.
inline Result<CompiledModel> compiled_for(const std::filesystem::path& network,
                                          const std::filesystem::path& samples,
                                          Output output = Output::kLogits) {
  ModelFiles files;
  files.network = network;
  PlanOptions options;
  options.widen_ring = true;
  options.output = output;
  auto model = LocalModel::open(std::move(files), std::move(options));
  if (!model) return tl::unexpected(model.error());
  auto table = sample_table(samples, model->manifest);
  if (!table) return tl::unexpected(table.error());
  if (auto compiled =
          model->compile_for(std::nullopt, std::move(table->values), samples.string());
      !compiled) {
    return tl::unexpected(compiled.error());
  }
  return std::move(model->compiled);
}

/// Results of records, row major, one after the other.
inline Result<std::vector<double>> results_of(const CompiledModel& model,
                                              const std::vector<double>& records) {
  std::vector<double> results;
  const std::size_t features = model.plan.input.features;
  for (std::size_t at = 0; at + features <= records.size(); at += features) {
    const auto encoded = encode(model.plan, std::span(records).subspan(at, features));
    if (!encoded) return tl::unexpected(encoded.error());
    const auto logits =
        decode_logits(model.plan, reference(model.plan, model.weights, *encoded));
    results.insert(results.end(), logits.begin(), logits.end());
  }
  return results;
}

}  // namespace medisc::test
