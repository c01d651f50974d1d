#include <algorithm>

#include "actors/hospital_conversation.hpp"
#include "correlation/half.hpp"
#include "actors/session_record.hpp"
#include "messages/sealed_box.hpp"
#include "protocol/hospital.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

using Clock = Connection::Clock;

/// One session: consumes ids.size() bundles.
class Sitting {
 public:
  Sitting(Host& host, const HospitalContext& hospital, Connection& service,
          const DiagnoseOrder& order, const Gates& gates)
      : host_(host), hospital_(hospital), service_(service), order_(order), gates_(gates) {}

  Task<std::vector<Diagnosis>> run(Ids ids, std::vector<std::int64_t> records) {
    const PoolKey pool = hospital_.pool_of(order_.plan);
    const std::size_t batch = ids.size();
    const auto started = Clock::now();
    std::optional<Error> error;
    SessionOpened opened;
    auto opening = request<SessionOpened>(service_, open_message(ids));
    try {
      opened = co_await opening;
    } catch (const Failure& failure) {
      error = failure.error();
    }
    if (error) {
      // The service may have spent its halves; ours must not wait for them for ever.
      auto burning =
          host_.ask<void>(hospital_.ledger, Burn{pool, ids, "no session: " + render(*error)});
      value_of(co_await burning);
      throw Failure(*error);
    }
    SessionStart start{to_hex(opened.session), "hospital", order_.model,
                       to_hex(hash_of(order_.plan)), to_hex(hospital_.settings.service.peer.key),
                       static_cast<std::int64_t>(batch)};
    auto consuming =
        host_.ask<ConsumedBundles>(hospital_.ledger, Consume{pool, std::move(ids), start});
    const ConsumedBundles consumed = value_of(co_await consuming);

    SessionEnd end;
    std::vector<std::int64_t> logits;
    try {
      std::unique_ptr<HospitalSession> session;
      PooledWork pooled(host_, *hospital_.workers);
      auto expanding = work(&pooled, opening_cost(gates_, batch), [&](Workers& workers) {
        session = value_of(open_hospital_session(order_.plan, gates_, opened_bundles(consumed),
                                                 workers));
      });
      co_await expanding;
      SessionLink link(service_, &pooled);
      auto inferring = session->infer(link, records);
      logits = co_await inferring;
      end = session_end(link, Party::kHospital, order_.plan, Clock::now() - started);
    } catch (const Failure& failure) {
      error = failure.error();
    }
    if (error) end.error = render(*error);
    auto ended = host_.ask<void>(hospital_.ledger, EndSession{start.id, end});
    const Result<void> kept = co_await ended;
    if (!kept) {  // the result is paid for, and worth more than its statistics
      hospital_.settings.journal->warning(
          "session-not-recorded", {{"session", start.id}, {"error", render(kept.error())}});
    }
    if (error) throw Failure(*error);

    const std::size_t outputs = logits.size() / batch;
    std::vector<Diagnosis> diagnoses(batch);
    for (std::size_t b = 0; b < batch; ++b) {
      const auto first = logits.begin() + static_cast<std::ptrdiff_t>(b * outputs);
      diagnoses[b].logits.assign(first, first + static_cast<std::ptrdiff_t>(outputs));
      diagnoses[b].session = opened.session;
      diagnoses[b].costs = end.costs;
    }
    co_return diagnoses;
  }

 private:
  OpenSession open_message(const Ids& ids) const {
    OpenSession message{hash_of(order_.plan), {}};
    for (const std::string& id : ids) {
      message.ids.push_back(value_of(from_hex<BundleId>(id, "bundle id")));
    }
    return message;
  }

  std::vector<HospitalBundle> opened_bundles(const ConsumedBundles& consumed) const {
    Opener opener(*hospital_.settings.identity);
    std::vector<HospitalBundle> bundles;
    for (const ConsumedBundle& bundle : consumed) {
      const BundleId id = value_of(from_hex<BundleId>(bundle.id, "bundle id"));
      Bytes half = value_of(opener.open(id, Role::kHospital, bundle.half));
      bundles.push_back({value_of(unpack_hospital_half(half)), bundle.openings});
      wipe(half);
    }
    return bundles;
  }

  Host& host_;
  const HospitalContext& hospital_;
  Connection& service_;
  const DiagnoseOrder& order_;
  const Gates& gates_;
};

Failure dry(const HospitalContext& hospital, const DiagnoseOrder& order, std::size_t left) {
  const std::size_t needed = order.records.size();
  return Failure({ErrorCode::kPoolDry,
                  "the pool of model '" + order.model + "' with service '" +
                      hospital.settings.service_name + "' is dry: " + std::to_string(needed) +
                      (needed == 1 ? " record needs as many bundles, "
                                   : " records need as many bundles, ") +
                      std::to_string(left) + " are left",
                  "run: medisc hospital prepare --model " + order.model + " --count " +
                      std::to_string(needed - left)});
}

/// Claims a prepared bundle a record into `held`; delivered ones are prepared first where they
/// are needed.
Task<void> gather_bundles(Host& host, const HospitalContext& hospital, Connection& service,
                          const DiagnoseOrder& order, Ids& held) {
  const PoolKey pool = hospital.pool_of(order.plan);
  const std::size_t count = order.records.size();
  auto claiming = claim_bundles(host, hospital, pool, BundleState::kPrepared, count);
  held = co_await claiming;
  if (held.size() == count) co_return;
  auto searching =
      claim_bundles(host, hospital, pool, BundleState::kDelivered, count - held.size());
  const Ids delivered = co_await searching;
  held.insert(held.end(), delivered.begin(), delivered.end());
  if (held.size() < count) throw dry(hospital, order, held.size());
  auto preparing = prepare_bundles(host, hospital, service, order.plan, delivered, nullptr);
  co_await preparing;
}

Task<void> run_sessions(Host& host, const HospitalContext& hospital, Connection& service,
                        const DiagnoseOrder& order, Ids& held) {
  auto gathering = gather_bundles(host, hospital, service, order, held);
  co_await gathering;
  const Gates gates = make_gates(order.plan);
  Sitting sitting(host, hospital, service, order, gates);
  const SessionBounds bounds{order.memory, kMaxMessage / 2};
  const std::size_t batch = records_a_session(order.plan, gates, order.batch, bounds);
  for (std::size_t first = 0; first < order.records.size(); first += batch) {
    const std::size_t last = std::min(first + batch, order.records.size());
    Ids session_ids;
    std::vector<std::int64_t> records;
    for (std::size_t i = first; i < last; ++i) {
      session_ids.push_back(held[i]);
      records.insert(records.end(), order.records[i].begin(), order.records[i].end());
    }
    auto running = sitting.run(std::move(session_ids), std::move(records));
    const std::vector<Diagnosis> diagnoses = co_await running;
    value_of(order.report(first, diagnoses));
  }
}

}  // namespace

Task<void> run_diagnose(Host& host, const HospitalContext& hospital, const DiagnoseOrder& order) {
  auto meeting = meet(host, hospital.dialer, hospital.self(), hospital.settings.service,
                      hospital.settings.patience);
  Connection* service = co_await meeting;
  auto asked = request<PlanOffer>(*service, PlanRequest{order.model});
  const PlanOffer offer = co_await asked;
  if (hash_of(offer.plan) != hash_of(order.plan)) {
    throw Failure({ErrorCode::kPlanMismatch,
                   "model '" + order.model + "' has plan " + to_hex(hash_of(order.plan)) +
                       " here and " + to_hex(hash_of(offer.plan)) + " at the service",
                   "fetch the new plan: medisc hospital prepare"});
  }
  Ids held;
  std::optional<Error> error;
  auto running = run_sessions(host, hospital, *service, order, held);
  try {
    co_await running;
  } catch (const Failure& failure) {
    error = failure.error();
  }
  auto releasing =
      release_bundles(host, hospital, hospital.pool_of(order.plan), std::move(held));
  co_await releasing;
  if (error) throw Failure(*error);
}

}  // namespace medisc
