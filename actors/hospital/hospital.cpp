#include "actors/hospital/hospital.hpp"

#include "actors/conversation/dialer.hpp"
#include "actors/hospital/hospital_conversation.hpp"
#include "actors/ledger/party_ledger.hpp"

namespace medisc {
namespace {

struct JobState {
  std::unique_ptr<Host> host;
};

using JobBroker = StatefulBroker<JobState>;
using Job = std::function<Task<void>(Host&)>;

Task<void> run_job(Host& host, Job job) {
  auto running = job(host);
  co_await running;
}

caf::behavior host_job(JobBroker* self, const Job& job, const Host::Ended& ended) {
  self->state.host = std::make_unique<Host>(self);
  return self->state.host->run(run_job(*self->state.host, job), ended);
}

template <class T>
Task<void> keep_outcome(Host& host, std::function<Task<T>(Host&)> conversation,
                        std::shared_ptr<Result<T>> outcome) {
  auto running = conversation(host);
  if constexpr (std::is_void_v<T>) {
    co_await running;
  } else {
    *outcome = co_await running;
  }
}

template <class T>
std::future<Result<T>> spawn_job(caf::actor_system& system,
                                 std::function<Task<T>(Host&)> conversation) {
  auto promise = std::make_shared<std::promise<Result<T>>>();
  auto outcome = std::make_shared<Result<T>>();
  const Job job = [conversation = std::move(conversation), outcome](Host& host) {
    return keep_outcome(host, conversation, outcome);
  };
  const Host::Ended ended = [promise, outcome](const std::optional<Error>& error) {
    if (error) *outcome = tl::unexpected<Error>(*error);
    promise->set_value(std::move(*outcome));
  };
  system.middleman().spawn_broker(host_job, job, ended);
  return promise->get_future();
}

}  // namespace

PoolKey HospitalContext::pool_of(const Plan& plan) const {
  return {to_hex(hash_of(plan)), to_hex(settings.identity->public_key()),
          to_hex(settings.service.peer.key)};
}

std::shared_ptr<const HospitalContext> start_hospital(caf::actor_system& system,
                                                      HospitalSettings settings,
                                                      std::unique_ptr<Store> store) {
  return std::make_shared<const HospitalContext>(HospitalContext{
      std::move(settings), spawn_party_ledger(system, std::move(store), Owner::kHospital),
      spawn_dialer(system)});
}

std::shared_ptr<const HospitalContext> with_service(const HospitalContext& hospital,
                                                    PeerAddress service, std::string name) {
  HospitalContext other = hospital;
  other.settings.service = std::move(service);
  other.settings.service_name = std::move(name);
  return std::make_shared<const HospitalContext>(std::move(other));
}

void stop_hospital(const HospitalContext& hospital) {
  caf::anon_send_exit(hospital.ledger, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(hospital.dialer, caf::exit_reason::user_shutdown);
}

std::future<Result<PrepareOutcome>> prepare(caf::actor_system& system,
                                            std::shared_ptr<const HospitalContext> hospital,
                                            PrepareOrder order) {
  return spawn_job<PrepareOutcome>(
      system, [hospital = std::move(hospital), order = std::move(order)](Host& host) {
        return run_prepare(host, *hospital, order);
      });
}

std::future<Result<void>> diagnose(caf::actor_system& system,
                                   std::shared_ptr<const HospitalContext> hospital,
                                   DiagnoseOrder order) {
  return spawn_job<void>(
      system, [hospital = std::move(hospital), order = std::move(order)](Host& host) {
        return run_diagnose(host, *hospital, order);
      });
}

std::future<Result<RoundTrips>> ping_service(caf::actor_system& system,
                                             std::shared_ptr<const HospitalContext> hospital,
                                             std::size_t count) {
  return spawn_job<RoundTrips>(system, [hospital = std::move(hospital), count](Host& host) {
    return run_ping(host, *hospital, count);
  });
}

Result<Plan> stored_plan(caf::actor_system& system, const HospitalContext& hospital,
                         const std::string& model) {
  caf::scoped_actor self{system};
  Result<Plan> plan = fail(ErrorCode::kInternal, "the ledger did not answer");
  self->request(hospital.ledger, caf::infinite,
                FindPlan{model, to_hex(hospital.settings.service.peer.key)})
      .receive(
          [&](OptionalPlan& found) {
            if (found) {
              plan = std::move(*found);
            } else {
              plan =
                  fail(ErrorCode::kPoolDry, "nothing is prepared for model '" + model + "' yet",
                       "run: medisc hospital prepare --model " + model);
            }
          },
          [&](const caf::error& error) { plan = tl::unexpected<Error>(from_caf(error)); });
  return plan;
}

}  // namespace medisc
