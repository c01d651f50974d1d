#include "actors/hospital/lane.hpp"

#include <algorithm>

#include "actors/conversation/attempt.hpp"
#include "actors/hospital/claim_bundles.hpp"
#include "actors/hospital/peers.hpp"

namespace medisc {
namespace {

/// After a service has said that it is busy, or a dealer that it is still dealing.
constexpr std::chrono::milliseconds kTryAgain{300};

/// A session waits for the one before it, and the service bears no long silence: once one takes
/// longer, none opens ahead any more.
constexpr std::chrono::seconds kQuick{2};

bool is_first(const JobPointer& job) {
  return job->order.priority == Priority::kInteractive;
}

}  // namespace

Lane::Lane(Process& process, const HospitalContext& hospital, ModelPlan model,
           Arrivals arrivals)
    : process_(process),
      hospital_(hospital),
      model_(std::move(model)),
      gates_(make_gates(model_.plan)),
      arrivals_(std::move(arrivals)) {}

Task<void> Lane::work() {
  for (;;) {
    co_await take_arrivals();
    if (jobs_.empty()) co_return;
    const Result<void> stepped = co_await attempt(step());
    if (!stepped) {
      // What no record is to blame for: it ends whoever waits.
      for (const JobPointer& job : jobs_) {
        if (!job->failed) job->failed = stepped.error();
      }
      disconnect();
    }
    co_await end_jobs();
  }
}

Task<void> Lane::step() {
  // A service that has said something unasked has hung up: it was silent for too long, say.
  if (running_ && !ready_ && !running_->service().is_quiet()) disconnect();
  if (!running_) co_await connect();
  co_await claim_prepared();
  if (ready_) {
    co_await run_ready();
    co_return;
  }
  co_await claim_the_rest();
  const bool opened = co_await open_next();
  if (opened) co_return;
  const bool waits = std::ranges::any_of(
      jobs_, [](const JobPointer& job) { return !job->failed && job->waiting() > 0; });
  if (!waits || !running_) co_return;
  co_await process_.roused(kTryAgain);
  // The service hangs up on who says nothing.
  co_await request<Pong, Ping>(running_->service());
}

Task<void> Lane::take_arrivals() {
  for (JobPointer& job : arrivals_()) {
    job->deadline = process_.now() + job->order.wait;
    const auto place = is_first(job) ? std::ranges::find_if_not(jobs_, is_first) : jobs_.end();
    jobs_.insert(place, std::move(job));
  }
  for (const JobPointer& job : jobs_) {
    if (job->cancelled && !job->failed) {
      job->failed = Error{ErrorCode::kInterrupted, "the request was cancelled", ""};
    }
  }
  co_await end_jobs();
}

Task<void> Lane::connect() {
  Connection* service = co_await connect_to_service(process_, hospital_);
  const Result<PlanOffer> offer =
      co_await attempt(request<PlanOffer, PlanRequest>(*service, model_.model));
  if (offer && hash_of(offer->plan) == hash_of(model_.plan)) {
    most_records_ = offer->records;
    running_ = std::make_unique<ServiceSessions>(process_, hospital_, *service, model_, gates_);
    ahead_ = true;
    timed_ = false;
    co_return;
  }
  service->close();
  if (!offer) throw Failure(offer.error());
  throw Failure({ErrorCode::kPlanMismatch,
                 "model '" + model_.model + "' has plan " + to_hex(hash_of(model_.plan)) +
                     " here and " + to_hex(hash_of(offer->plan)) + " at the service",
                 "fetch the new plan: medisc hospital prepare"});
}

void Lane::disconnect() {
  for (auto* sessions : {&running_, &other_}) {
    if (*sessions) (*sessions)->service().close();
    sessions->reset();
  }
}

Task<void> Lane::stay_connected() {
  if (other_) {
    other_->service().close();
    other_.reset();
  }
  if (!running_) co_return;
  if (!running_->service().ended()) {
    const Result<Pong> heard = co_await attempt(request<Pong, Ping>(running_->service()));
    if (heard) co_return;
  }
  disconnect();
}

/// What needs no word with the service, which may have a session waiting.
Task<void> Lane::claim_prepared() {
  const std::vector<JobPointer> jobs(jobs_.begin(), jobs_.end());
  for (const JobPointer& job : jobs) {
    if (!job->lacks_bundles() || process_.now() < job->claim_again) continue;
    if (job->cut.memory == 0) {
      const auto cut = cut_into_sessions(job->order, gates_, most_records_);
      if (!cut) job->failed = cut.error();
      if (!cut) continue;
      job->cut = *cut;
    }
    const std::size_t missing = job->waiting() - job->held.size();
    const Ids prepared = value_of(co_await process_.ask<Claim>(
        hospital_.pool_of(model_.plan), BundleState::kPrepared, missing));
    job->held.insert(job->held.end(), prepared.begin(), prepared.end());
  }
}

Task<void> Lane::claim_the_rest() {
  const std::vector<JobPointer> jobs(jobs_.begin(), jobs_.end());
  for (const JobPointer& job : jobs) {
    const Result<void> claimed = co_await attempt(claim_for(*job));
    if (!claimed) job->failed = claimed.error();
    // All or nothing: what is too little for one is enough for another.
    if (job->failed || job->lacks_bundles()) co_await release(*job);
    // Where it is the service that is gone, the next job would meet the same.
    if (running_->service().ended()) break;
  }
}

Task<void> Lane::claim_for(Job& job) {
  if (!job.lacks_bundles() || process_.now() < job.claim_again) co_return;
  const Result<std::size_t> missing = co_await attempt(claim_bundles(
      process_, hospital_, running_->service(), job.order, job.waiting(), job.held));
  job.claim_again = process_.now() + kTryAgain;
  const bool may_come = missing || missing.error().code == ErrorCode::kPeerUnavailable;
  if (may_come && process_.now() < job.deadline && !running_->service().ended()) co_return;
  if (value_of(missing) > 0) {
    co_await throw_dry(process_, hospital_, job.order, job.waiting(), job.held.size());
  }
}

Task<void> Lane::release(Job& job) {
  if (job.held.empty()) co_return;
  value_of(co_await process_.ask<Release>(hospital_.pool_of(model_.plan),
                                          std::exchange(job.held, {})));
}

bool Lane::somebody_looks_for_bundles() const {
  return std::ranges::any_of(jobs_, [&](const JobPointer& job) {
    return job->lacks_bundles() && process_.now() >= job->claim_again;
  });
}

SessionRecords Lane::take() {
  SessionRecords records;
  std::uint64_t most = 0;
  std::size_t count = 0;
  for (const JobPointer& job : jobs_) {
    if (job->failed || job->waiting() == 0 || job->lacks_bundles()) continue;
    most = records.empty() ? job->cut.records : std::min(most, job->cut.records);
    if (count >= most) break;
    const std::size_t taken = std::min<std::size_t>(most - count, job->waiting());
    const auto last = job->held.begin() + static_cast<std::ptrdiff_t>(taken);
    records.push_back({job, job->taken, Ids(job->held.begin(), last)});
    job->held.erase(job->held.begin(), last);
    job->taken += taken;
    ++job->open_sessions;
    count += taken;
  }
  return records;
}

void Lane::give_back(const SessionRecords& records) {
  return_bundles(records);
  for (const JobSlice& slice : records) {
    slice.job->taken = slice.first;
    --slice.job->open_sessions;
  }
}

void Lane::fail(const SessionRecords& records, const Error& error) {
  for (const JobSlice& slice : records) {
    if (!slice.job->failed) slice.job->failed = error;
  }
}

/// What no session has spent is released with its job.
void Lane::return_bundles(const SessionRecords& records) {
  for (const JobSlice& slice : records) {
    Ids& held = slice.job->held;
    held.insert(held.begin(), slice.bundles.begin(), slice.bundles.end());
  }
}

Task<Lane::Opening> Lane::open(ServiceSessions& sessions, SessionRecords& records) {
  for (;;) {
    const Result<Proposal> proposal = co_await attempt(sessions.propose(bundles_of(records)));
    if (!proposal) {
      if (proposal.error().code != ErrorCode::kBusy) throw Failure(proposal.error());
      Opening opening;
      opening.busy = proposal.error();
      co_return opening;
    }
    if (proposal->spent.empty()) {
      const std::uint64_t room = gates_ahead(records.front().job->cut.memory);
      Opening opening;
      opening.session = co_await sessions.open(proposal->session, bundles_of(records), room);
      co_return opening;
    }
    co_await replace_spent(sessions, records, proposal->spent);
  }
}

/// Bundles that the service can't use are burned and replaced: nothing of a record has met
/// them.
Task<void> Lane::replace_spent(ServiceSessions& sessions, SessionRecords& records,
                               const Ids& spent) {
  hospital_.settings.event_log->warning("bundles-spent-elsewhere",
                                        {{"model", model_.model},
                                         {"service", hospital_.settings.service_name},
                                         {"key", to_hex(hospital_.settings.service.peer.key)},
                                         {"count", std::to_string(spent.size())}});
  co_await sessions.burn(spent, "the service can't use it");
  for (JobSlice& slice : records) {
    const std::size_t wanted = slice.bundles.size();
    std::erase_if(slice.bundles, [&](const std::string& id) {
      return std::ranges::find(spent, id) != spent.end();
    });
    const DiagnoseOrder& order = slice.job->order;
    const std::size_t missing = co_await claim_bundles(process_, hospital_, sessions.service(),
                                                       order, wanted, slice.bundles);
    if (missing > 0) co_await throw_dry(process_, hospital_, order, wanted, wanted - missing);
  }
}

/// Whether a session opened, or failed to.
Task<bool> Lane::open_next() {
  SessionRecords records = take();
  if (records.empty()) co_return false;
  Result<Opening> opened = co_await attempt(open(*running_, records));
  if (opened && opened->session) {
    ready_ = Session{std::move(records), std::move(*opened->session)};
    co_return true;
  }
  if (opened) {
    give_back(records);
    for (const JobSlice& slice : records) {
      if (process_.now() >= slice.job->deadline) slice.job->failed = opened->busy;
    }
    co_return false;
  }
  fail(records, opened.error());
  return_bundles(records);
  close_slices(records);
  disconnect();
  co_return true;
}

/// The same over the second connection, while a session runs. None where that is not to be had,
/// or the service has no room: nothing is spent, and sessions open in their own time from then
/// on.
Task<std::optional<ReadySession>> Lane::open_ahead(SessionRecords& records) {
  if (other_ && !other_->service().is_quiet()) {
    other_->service().close();
    other_.reset();
  }
  if (!other_) {
    Connection* service = co_await connect_to_service_again(process_, hospital_);
    if (service != nullptr) {
      other_ = std::make_unique<ServiceSessions>(process_, hospital_, *service, model_, gates_);
    }
  }
  if (other_) {
    Opening opening = co_await open(*other_, records);
    if (opening.session) co_return std::move(*opening.session);
  }
  ahead_ = false;
  give_back(records);
  records.clear();
  co_return std::nullopt;
}

/// Runs the session that is ready. Leaves the next one ready, if that opened meanwhile.
Task<void> Lane::run_ready() {
  Session session = std::move(*ready_);
  ready_.reset();
  const auto began = process_.now();
  SessionRecords next;
  std::optional<Process::Branch<std::optional<ReadySession>>> opening;
  const bool room = ahead_ && timed_ && session.records.front().job->cut.ahead;
  if (room && !somebody_looks_for_bundles()) next = take();
  if (!next.empty()) opening.emplace(process_.branch(open_ahead(next)));
  const SessionRecords records = session.records;
  const Result<void> ran = co_await attempt(run_and_report(std::move(session)));
  timed_ = true;
  if (process_.now() - began >= kQuick) ahead_ = false;
  Result<std::optional<ReadySession>> opened;
  if (opening) opened = co_await attempt(*opening);
  if (!ran) fail(records, ran.error());
  close_slices(records);
  if (opened && *opened) {
    ready_ = Session{std::move(next), std::move(**opened)};
    std::swap(running_, other_);
  } else if (!opened) {
    fail(next, opened.error());
    return_bundles(next);
    close_slices(next);
    if (other_) other_->service().close();
    other_.reset();
  }
  if (ran) co_return;
  // The next session's bundles are spent, if it is open: what they are worth is not lost. The
  // connection of the one that failed goes.
  ahead_ = false;
  if (!ready_) {
    disconnect();
    co_return;
  }
  if (other_) other_->service().close();
  other_.reset();
}

Task<void> Lane::run_and_report(Session session) {
  const SessionRecords records = session.records;
  const std::vector<Diagnosis> diagnoses =
      co_await running_->run(std::move(session.ready), records);
  std::span<const Diagnosis> rest(diagnoses);
  for (const JobSlice& slice : records) {
    const auto own = rest.first(slice.bundles.size());
    rest = rest.subspan(own.size());
    const Result<void> reported = slice.job->order.report(slice.first, own);
    if (!reported && !slice.job->failed) slice.job->failed = reported.error();
  }
}

/// A session of these is over.
void Lane::close_slices(const SessionRecords& records) {
  for (const JobSlice& slice : records) --slice.job->open_sessions;
}

Task<void> Lane::end_jobs() {
  std::vector<JobPointer> over;
  for (const JobPointer& job : jobs_) {
    if (job->is_over()) over.push_back(job);
  }
  for (JobPointer& job : over) {
    jobs_.remove(job);
    co_await end_job(std::move(job));
  }
}

Task<void> Lane::end_job(JobPointer job) {
  const Result<void> released = co_await attempt(release(*job));
  if (!released && !job->failed) job->failed = released.error();
  if (job->order.kept && !job->answered) {
    const KeptRequest& kept = *job->order.kept;
    const bool cancelled = job->cancelled;
    const std::string error = job->failed ? render(*job->failed) : "results were not kept";
    RequestEnd end{kept.id, cancelled ? RequestState::kCancelled : RequestState::kFailed,
                   error};
    AuditEntry entry{cancelled ? "cancelled" : "failed", kept.asker, kept.id, error};
    const Result<void> ended =
        co_await process_.ask<EndRequest>(std::move(end), std::move(entry));
    if (!ended) {
      hospital_.settings.event_log->warning(
          "request-not-recorded", {{"request", kept.id}, {"error", render(ended.error())}});
    }
  }
  job->end(job->failed ? Result<void>(tl::unexpected<Error>(*job->failed)) : Result<void>());
}

}  // namespace medisc
