#include "actors/service/service.hpp"

#include "actors/conversation/broker_process.hpp"
#include "actors/conversation/dialer.hpp"
#include "actors/ledger/ask_ledger.hpp"
#include "actors/ledger/party_ledger.hpp"
#include "actors/service/register_models.hpp"
#include "actors/service/serve_hospital.hpp"
#include "messages/frame.hpp"

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

/// A hospital gets its masked weights in one message.
Result<void> expect_sendable(const LoadedModel& model) {
  std::uint64_t bits = 0;
  for (const Gate& gate : model.gates) {
    if (const auto* linear = std::get_if<LinearGate>(&gate)) {
      bits += linear->weights * linear->width;
    }
  }
  if (bits / 8 < kMaxMessage / 2) return {};
  return fail(ErrorCode::kUnsupported, "model '" + model.name + "' has masked weights of " +
                                           std::to_string(bits / 8'000'000) +
                                           " MB; a message holds " +
                                           std::to_string(kMaxMessage / 2'000'000) + " MB");
}

/// Every plan has its row before a pool of it can be asked for.
Result<void> store_plans(caf::actor_system& system, const ServiceContext& context,
                         const LoadedModels& models) {
  const std::string own_key = to_hex(context.settings.identity->public_key());
  for (const auto& model : models) {
    if (auto fits = expect_sendable(*model); !fits) return fits;
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
