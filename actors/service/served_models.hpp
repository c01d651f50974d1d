/// The models that a service offers.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "compiler/planner.hpp"
#include "protocol/service.hpp"

namespace medisc {

/// A model as the service runs it.
struct LoadedModel {
  /// `model_version`: 0 for a model without versions.
  LoadedModel(std::string model_name, CompiledModel model, std::uint32_t model_version = 0);
  LoadedModel(const LoadedModel&) = delete;
  LoadedModel& operator=(const LoadedModel&) = delete;

  /// "name", or "name/version".
  std::string label() const;

  std::string name;
  std::uint32_t version;
  CompiledModel compiled;
  PlanHash hash;
  Gates gates;
  std::unique_ptr<ServiceModel> runner;  ///< refers to the members above
};

using LoadedModels = std::vector<std::shared_ptr<const LoadedModel>>;

/// Models to choose from. Who has chosen one keeps it, whatever is offered next.
class ModelSet {
 public:
  explicit ModelSet(LoadedModels models = {}) : models_(std::move(models)) {}

  const LoadedModels& models() const { return models_; }

  /// By label, or by name alone: its newest version. Throws Failure, kRefused.
  std::shared_ptr<const LoadedModel> named(const std::string& label) const;
  /// Throws Failure, kPlanMismatch, naming what is offered.
  std::shared_ptr<const LoadedModel> with_plan(const PlanHash& hash) const;

 private:
  LoadedModels models_;
};

/// What is served now: read by conversations, replaced when the configuration is read
/// again.
class ServedModels {
 public:
  explicit ServedModels(LoadedModels models) { replace(std::move(models)); }

  std::shared_ptr<const ModelSet> get() const { return current_.load(); }
  void replace(LoadedModels models) {
    current_.store(std::make_shared<const ModelSet>(std::move(models)));
  }

 private:
  std::atomic<std::shared_ptr<const ModelSet>> current_;
};

}  // namespace medisc
