#include "actors/hospital/hospital.hpp"

#include "actors/conversation/actor_errors.hpp"
#include "actors/conversation/broker_process.hpp"
#include "actors/conversation/dialer.hpp"
#include "actors/hospital/conversations.hpp"
#include "actors/hospital/lanes.hpp"
#include "actors/ledger/ask_ledger.hpp"
#include "actors/ledger/party_ledger.hpp"

namespace medisc {
namespace {

struct JobState {
  std::unique_ptr<BrokerProcess> process;
};

using JobBroker = StatefulBroker<JobState>;
using Job = std::function<Task<void>(Process&)>;

Task<void> run_job(Process& process, Job job) {
  co_await job(process);
}

caf::behavior host_job(JobBroker* self, const HelperActors& helpers, const Job& job,
                       const Process::Ended& ended) {
  self->state.process = std::make_unique<BrokerProcess>(self, helpers);
  return self->state.process->run(run_job(*self->state.process, job), ended);
}

template <class T>
Task<void> keep_outcome(Process& process, std::function<Task<T>(Process&)> conversation,
                        std::shared_ptr<Result<T>> outcome) {
  if constexpr (std::is_void_v<T>) {
    co_await conversation(process);
  } else {
    *outcome = co_await conversation(process);
  }
}

template <class T>
std::future<Result<T>> spawn_job(caf::actor_system& system, const HelperActors& helpers,
                                 std::function<Task<T>(Process&)> conversation) {
  auto promise = std::make_shared<std::promise<Result<T>>>();
  auto outcome = std::make_shared<Result<T>>();
  const Job job = [conversation = std::move(conversation), outcome](Process& process) {
    return keep_outcome(process, conversation, outcome);
  };
  const Process::Ended ended = [promise, outcome](const std::optional<Error>& error) {
    if (error) *outcome = tl::unexpected<Error>(*error);
    promise->set_value(std::move(*outcome));
  };
  system.middleman().spawn_broker(host_job, helpers, job, ended);
  return promise->get_future();
}

}  // namespace

std::shared_ptr<const HospitalContext> start_hospital(caf::actor_system& system,
                                                      HospitalSettings settings,
                                                      std::unique_ptr<PartyPools> pools,
                                                      std::shared_ptr<const SiteKeys> keys) {
  HelperActors helpers{spawn_party_ledger(system, std::move(pools), Owner::kHospital, keys),
                       spawn_dialer(system), std::make_shared<WorkerPool>()};
  HospitalContext hospital{std::move(settings),
                           std::make_shared<const HelperActors>(std::move(helpers)),
                           std::make_shared<Lanes>(system), std::move(keys)};
  return std::make_shared<const HospitalContext>(std::move(hospital));
}

void stop_hospital(const HospitalContext& hospital) {
  hospital.lanes->stop();
  for (const caf::actor& actor : hospital.helpers->all()) {
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  }
}

std::future<Result<PrepareOutcome>> prepare(caf::actor_system& system,
                                            std::shared_ptr<const HospitalContext> hospital,
                                            PrepareOrder order) {
  const HelperActors& helpers = *hospital->helpers;
  return spawn_job<PrepareOutcome>(
      system, helpers,
      [hospital = std::move(hospital), order = std::move(order)](Process& process) {
        return run_prepare(process, *hospital, order);
      });
}

std::future<Result<void>> diagnose(std::shared_ptr<const HospitalContext> hospital,
                                   DiagnoseOrder order) {
  auto promise = std::make_shared<std::promise<Result<void>>>();
  Lanes& lanes = *hospital->lanes;
  lanes.add(std::move(hospital), std::move(order),
            [promise](const Result<void>& outcome) { promise->set_value(outcome); });
  return promise->get_future();
}

std::future<Result<RoundTrips>> ping_service(caf::actor_system& system,
                                             std::shared_ptr<const HospitalContext> hospital,
                                             std::size_t count) {
  const HelperActors& helpers = *hospital->helpers;
  return spawn_job<RoundTrips>(system, helpers,
                               [hospital = std::move(hospital), count](Process& process) {
                                 return run_ping(process, *hospital, count);
                               });
}

Result<Plan> stored_plan(caf::actor_system& system, const HospitalContext& hospital,
                         const std::string& model) {
  const auto found = ask_ledger<FindPlan>(system, hospital.helpers->ledger, model,
                                          to_hex(hospital.settings.service.peer.key));
  if (!found) return tl::unexpected<Error>(found.error());
  if (*found) return **found;
  return fail(ErrorCode::kPoolDry, "nothing is prepared for model '" + model + "' yet",
              "run: medisc hospital prepare --model " + model);
}

}  // namespace medisc
