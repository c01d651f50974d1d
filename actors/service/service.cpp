#include "actors/service/service.hpp"

#include "actors/conversation/broker_process.hpp"
#include "actors/conversation/dialer.hpp"
#include "actors/ledger/ask_ledger.hpp"
#include "actors/ledger/party_ledger.hpp"
#include "actors/service/register_models.hpp"
#include "actors/service/serve_hospital.hpp"
#include "correlation/half.hpp"
#include "messages/plan_codec.hpp"
#include "protocol/hospital.hpp"

namespace medisc {
namespace {

struct RegistrationState {
  std::unique_ptr<BrokerProcess> process;
};

using RegistrationBroker = StatefulBroker<RegistrationState>;

caf::behavior registration(RegistrationBroker* self,
                           const std::shared_ptr<ServiceContext>& context) {
  self->state.process = std::make_unique<BrokerProcess>(self, *context->helpers);
  return self->state.process->run(register_models(*self->state.process, context),
                                  [](const std::optional<Error>&) {});
}

/// A plan travels in one message, and the rest in so many chunks.
Result<void> expect_sendable(const LoadedModel& model) {
  const std::size_t plan = encode_plan(model.compiled.plan).size();
  if (plan > kMaxPlan) {
    return fail(ErrorCode::kUnsupported,
                "model '" + model.name + "' has a plan of " + std::to_string(plan) +
                    " bytes; a message holds " + std::to_string(kMaxPlan),
                "give ranges, units and names by channel, not by element");
  }
  for (const std::size_t bytes :
       {model.runner->masked_weights_bytes(), correction_bytes(model.gates),
        openings_bytes(model.gates), prepared_shares_bytes(model.gates)}) {
    if (bytes <= kMaxChunks * kChunkBytes) continue;
    return fail(ErrorCode::kUnsupported,
                "model '" + model.name + "' has weights or bundles of " +
                    std::to_string(bytes / 1'000'000) + " MB; " +
                    std::to_string(kMaxChunks * kChunkBytes / 1'000'000) + " can be sent",
                "");
  }
  return {};
}

/// A session of one record has room.
Result<void> expect_room(const LoadedModel& model, std::uint64_t memory) {
  const Plan& plan = model.compiled.plan;
  const std::uint64_t bytes = session_bytes(plan, model.gates, 1, gates_ahead(memory));
  if (bytes <= memory) return {};
  const auto megabytes = [](std::uint64_t size) {
    return std::to_string((size + (1 << 20) - 1) >> 20);
  };
  return fail(ErrorCode::kUsage,
              "a session of one record of model '" + model.name + "' needs " +
                  megabytes(bytes) + " MB; the limit is " + megabytes(memory),
              "raise memory_mb in [limits]");
}

/// Every plan has its row before a pool of it can be asked for.
Result<void> store_plans(caf::actor_system& system, const ServiceContext& context,
                         const LoadedModels& models) {
  const std::string own_key = to_hex(context.settings.identity->public_key());
  for (const auto& model : models) {
    if (auto fits = expect_sendable(*model); !fits) return fits;
    if (auto fits = expect_room(*model, context.settings.sessions.memory); !fits) return fits;
    auto stored = ask_ledger<PutPlan>(system, context.helpers->ledger, model->label(), own_key,
                                      model->compiled.plan);
    if (!stored) return stored;
  }
  return {};
}

}  // namespace

Result<RunningService> start_service(caf::actor_system& system, const ServiceSettings& settings,
                                     std::unique_ptr<PartyPools> pools) {
  const HelperActors helpers{spawn_party_ledger(system, std::move(pools), Owner::kService),
                             spawn_dialer(system), std::make_shared<WorkerPool>()};
  auto context =
      std::make_shared<ServiceContext>(settings, std::make_shared<const HelperActors>(helpers));
  auto stored = store_plans(system, *context, settings.models);
  auto listener = stored ? listen(
                               system, settings.listen,
                               [context](Process& process, Connection& connection) {
                                 return serve_hospital(process, connection, *context);
                               },
                               helpers, settings.event_log, settings.channels, settings.metrics)
                         : tl::unexpected<Error>(stored.error());
  if (!listener) {
    for (const caf::actor& actor : helpers.all()) {
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    }
    return tl::unexpected<Error>(listener.error());
  }
  listener->helper_actors.insert(listener->helper_actors.begin(),
                                 system.middleman().spawn_broker(registration, context));
  return RunningService{std::move(*listener), std::move(context)};
}

Result<void> replace_models(caf::actor_system& system, RunningService& service,
                            LoadedModels models) {
  if (auto stored = store_plans(system, *service.context, models); !stored) return stored;
  service.context->models.replace(std::move(models));
  service.listener.helper_actors.insert(
      service.listener.helper_actors.begin(),
      system.middleman().spawn_broker(registration, service.context));
  return {};
}

}  // namespace medisc
