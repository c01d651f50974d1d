#include "jobs/client.hpp"

#include <algorithm>

#include "jobs/refused.hpp"
#include "messages/plan_codec.hpp"

namespace medisc {
namespace {

/// LOCAL: integers in one message, about: half of what fits.
constexpr std::size_t kValuesAtOnce = kMaxMessage / 2 / sizeof(std::int64_t);

tl::unexpected<Error> unexpected_message(const JobMessage& message) {
  return fail(ErrorCode::kProtocol,
              std::string("the daemon answers with ") + job_message_name(message),
              "is it of the same version as this program?");
}

}  // namespace

Result<HospitalClient> HospitalClient::connect(const std::filesystem::path& path,
                                               const std::string& client) {
  auto socket = JobSocket::connect(path);
  if (!socket) return tl::unexpected<Error>(socket.error());
  return greet(std::move(*socket), client);
}

Result<HospitalClient> HospitalClient::greet(JobSocket socket, const std::string& client) {
  HospitalClient connected(std::move(socket));
  auto welcome = connected.ask<Welcome>(Greeting{kSocketVersion, client});
  if (!welcome) return tl::unexpected<Error>(welcome.error());
  connected.welcome_ = *std::move(welcome);
  return connected;
}

Result<JobMessage> HospitalClient::next(const JobSocket::GivesUp& gives_up) {
  auto message = socket_->receive(gives_up);
  if (!message) {
    socket_->shut_down();
    return tl::unexpected<Error>(message.error());
  }
  if (!*message) {
    return fail(ErrorCode::kPeerUnavailable, "the daemon has hung up",
                "is it running? see its log");
  }
  if (const auto* refused = std::get_if<Refused>(&**message)) {
    return tl::unexpected<Error>(error_of(*refused));
  }
  return std::move(**message);
}

template <class Answer>
Result<Answer> HospitalClient::ask(const JobMessage& question) {
  // Where it hangs up on a question it may have said why before.
  const Result<void> sent = socket_->send(question);
  auto message = next();
  if (!message) return tl::unexpected<Error>(sent ? message.error() : sent.error());
  auto* answer = std::get_if<Answer>(&*message);
  if (answer == nullptr) return unexpected_message(*message);
  return std::move(*answer);
}

Result<std::vector<OfferedModel>> HospitalClient::models() {
  auto list = ask<ModelList>(ModelsQuestion{});
  if (!list) return tl::unexpected<Error>(list.error());
  return std::move(list->models);
}

Result<OfferedModel> HospitalClient::find(const std::string& model,
                                          const std::string& service) {
  auto known = models();
  if (!known) return tl::unexpected<Error>(known.error());
  std::erase_if(*known, [&](const OfferedModel& offered) {
    return offered.model != model || (!service.empty() && offered.service != service);
  });
  if (known->size() == 1) return std::move(known->front());
  if (known->empty()) {
    return fail(ErrorCode::kPoolDry, "nothing is prepared for model '" + model + "' yet",
                "run: medisc hospital prepare --model " + model);
  }
  std::string services;
  for (const OfferedModel& offered : *known) {
    services += (services.empty() ? "" : ", ") + offered.service;
  }
  return fail(ErrorCode::kUsage, "several services have model '" + model + "': " + services,
              "say which: --service NAME");
}

Result<Plan> HospitalClient::plan(const PlanHash& hash) {
  const auto text = ask<PlanText>(PlanQuestion{hash});
  if (!text) return tl::unexpected<Error>(text.error());
  return decode_plan(text->encoded);
}

Result<void> HospitalClient::send_records(const JobOrder& order) {
  JobRecords some;
  for (std::size_t i = 0; i < order.records.size(); ++i) {
    some.ids.push_back(order.ids[i]);
    some.values.insert(some.values.end(), order.records[i].begin(), order.records[i].end());
    const bool last = i + 1 == order.records.size();
    if (!last && some.values.size() + order.records[i].size() < kValuesAtOnce) continue;
    if (auto sent = socket_->send(std::exchange(some, {})); !sent) return sent;
  }
  return {};
}

Result<JobBegun> HospitalClient::diagnose(const JobOrder& order, const JobReport& report,
                                          const JobSocket::GivesUp& stops) {
  JobStart start = order.start;
  start.records = static_cast<std::uint32_t>(order.records.size());
  Result<void> sent = socket_->send(start);
  if (sent) sent = send_records(order);
  // Where it is refused before all has come, the reason is there to read.
  auto first = next();
  if (!first) return tl::unexpected<Error>(first.error());
  const auto* begun = std::get_if<JobBegun>(&*first);
  if (begun == nullptr) return unexpected_message(*first);
  const JobBegun job = *begun;
  if (auto taken = report(job, {}); !taken) {
    socket_->shut_down();
    return tl::unexpected<Error>(taken.error());
  }
  bool cancelled = false;
  const auto look = [&] {
    if (stops && !cancelled && stops()) {
      cancelled = true;
      (void)socket_->send(Cancel{job.request});  // one that is gone is found by reading
    }
    return gives_up_ && gives_up_();
  };
  for (;;) {
    auto message = stops ? next(look) : next();
    if (!message) return tl::unexpected<Error>(message.error());
    if (std::holds_alternative<JobDone>(*message)) return job;
    const auto* some = std::get_if<JobAnswers>(&*message);
    if (some == nullptr) return unexpected_message(*message);
    if (auto taken = report(job, some->answers); !taken) {
      socket_->shut_down();
      return tl::unexpected<Error>(taken.error());
    }
    (void)look();
  }
}

Result<std::vector<StoredResult>> HospitalClient::results(const ResultsQuestion& question) {
  auto found = ask<StoredResults>(question);
  if (!found) return tl::unexpected<Error>(found.error());
  return std::move(found->results);
}

Result<RequestReport> HospitalClient::request(const std::string& id) {
  return ask<RequestReport>(RequestQuestion{id});
}

Result<void> HospitalClient::cancel(const std::string& request) {
  const auto done = ask<Done>(Cancel{request});
  if (!done) return tl::unexpected<Error>(done.error());
  return {};
}

Result<PrepareDone> HospitalClient::prepare(
    const PrepareStart& preparation,
    const std::function<void(const PrepareProgress&)>& progress) {
  if (auto sent = socket_->send(preparation); !sent) {
    return tl::unexpected<Error>(sent.error());
  }
  for (;;) {
    auto message = next();
    if (!message) return tl::unexpected<Error>(message.error());
    if (const auto* done = std::get_if<PrepareDone>(&*message)) return *done;
    const auto* some = std::get_if<PrepareProgress>(&*message);
    if (some == nullptr) return unexpected_message(*message);
    progress(*some);
  }
}

Result<std::string> HospitalClient::metrics() {
  const auto text = ask<MetricsText>(MetricsQuestion{});
  if (!text) return tl::unexpected<Error>(text.error());
  return std::string(text->text.begin(), text->text.end());
}

Result<Health> HospitalClient::health() {
  return ask<Health>(HealthQuestion{});
}

}  // namespace medisc
