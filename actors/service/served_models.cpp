#include "actors/service/served_models.hpp"

#include "error/error.hpp"
#include "messages/identifiers.hpp"

namespace medisc {

LoadedModel::LoadedModel(std::string model_name, CompiledModel model,
                         std::uint32_t model_version)
    : name(std::move(model_name)),
      version(model_version),
      compiled(std::move(model)),
      hash(hash_of(compiled.plan)),
      gates(make_gates(compiled.plan)),
      runner(make_service_model(compiled.plan, gates, compiled.weights)) {}

std::string LoadedModel::label() const {
  return version == 0 ? name : name + "/" + std::to_string(version);
}

std::shared_ptr<const LoadedModel> ModelSet::named(const std::string& label) const {
  std::shared_ptr<const LoadedModel> newest;
  for (const auto& model : models_) {
    if (model->label() == label) return model;
    if (model->name == label && (!newest || newest->version < model->version)) newest = model;
  }
  if (newest) return newest;
  throw Failure({ErrorCode::kRefused, "this service has no model named '" + label + "'", ""});
}

std::shared_ptr<const LoadedModel> ModelSet::with_plan(const PlanHash& hash) const {
  std::string offered;
  for (const auto& model : models_) {
    if (model->hash == hash) return model;
    offered += (offered.empty() ? "" : ", ") + model->label() + " " + to_hex(model->hash);
  }
  throw Failure(
      {ErrorCode::kPlanMismatch,
       "the hospital asks for plan " + to_hex(hash) + "; this service runs " + offered,
       "fetch the new plan: medisc hospital prepare"});
}

}  // namespace medisc
