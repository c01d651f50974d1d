#include <capnp/message.h>

#include "jobs/jobs.capnp.h"
#include "jobs/message.hpp"
#include "messages/fields.hpp"
#include "messages/segment.hpp"

namespace medisc {
namespace {

static_assert(kSocketVersion == wire::SOCKET_VERSION);

std::string short_text(capnp::Text::Reader text, const char* field) {
  return wire::read_name(text, field);
}

/// Texts of errors: longer, and of several words.
std::string long_text(capnp::Text::Reader text, const char* field) {
  return wire::read_text(text, kMaxRefusalText, field);
}

PlanHash read_hash(capnp::Data::Reader data) {
  return wire::read_exact<sizeof(PlanHash)>(data, "plan hash");
}

template <class List>
std::vector<std::int64_t> read_numbers(const List& list) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(list.size());
  for (const std::int64_t number : list) numbers.push_back(number);
  return numbers;
}

SessionCosts read_costs(wire::Costs::Reader in) {
  return {in.getOnlineUs(), in.getTotalUs(),  in.getPayloadUp(), in.getPayloadDown(),
          in.getWireUp(),   in.getWireDown(), in.getFlights()};
}

ModelList read_models(capnp::List<wire::OfferedModel>::Reader list) {
  wire::check_at_most("models", list.size(), kMaxListed);
  ModelList models;
  for (const auto in : list) {
    models.models.push_back(
        {short_text(in.getModel(), "model"), short_text(in.getService(), "service"),
         short_text(in.getServiceKey(), "service key"), read_hash(in.getPlanHash()),
         in.getPrepared(), in.getDelivered(), in.getLow(), in.getHigh(), in.getPaceUs()});
  }
  return models;
}

JobStart read_job(wire::Job::Reader in) {
  JobStart job;
  job.asker = short_text(in.getAsker(), "asker");
  job.door = short_text(in.getDoor(), "door");
  job.name = short_text(in.getName(), "request name");
  job.interactive = in.getInteractive();
  job.model = wire::read_model(in.getModel(), "model");
  job.service = short_text(in.getService(), "service");
  job.plan_hash = read_hash(in.getPlanHash());
  job.records = in.getRecords();
  wire::check_at_most("records", job.records, kMaxJobRecords);
  job.batch = in.getBatch();
  job.memory = in.getMemory();
  job.wait_seconds = in.getWaitSeconds();
  job.ahead = in.getAhead();
  return job;
}

JobRecords read_records(wire::JobRecords::Reader in) {
  JobRecords records;
  const auto ids = in.getIds();  // each look at a list counts against the limit of looking
  wire::check_at_most("record ids", ids.size(), kMaxJobRecords);
  for (const auto id : ids) {
    records.ids.push_back(wire::read_text(id, kMaxRecordIdText, "record id"));
  }
  records.values = read_numbers(in.getValues());
  return records;
}

JobAnswers read_answers(wire::JobAnswers::Reader in) {
  JobAnswers answers;
  const auto list = in.getAnswers();
  wire::check_at_most("answers", list.size(), kMaxJobRecords);
  for (const auto answer : list) {
    answers.answers.push_back({answer.getPlace(), read_numbers(answer.getLogits()),
                               short_text(answer.getSession(), "session"),
                               read_costs(answer.getCosts()), answer.getEarlier()});
  }
  return answers;
}

ResultsQuestion read_question(wire::ResultsQuestion::Reader in) {
  return {short_text(in.getAsker(), "asker"),
          short_text(in.getDoor(), "door"),
          short_text(in.getRequest(), "request"),
          wire::read_text(in.getRecord(), kMaxRecordIdText, "record id"),
          short_text(in.getModel(), "model"),
          short_text(in.getSince(), "since"),
          in.getBefore(),
          in.getLimit()};
}

StoredResults read_results(capnp::List<wire::StoredResult>::Reader list) {
  wire::check_at_most("results", list.size(), kMaxListed);
  StoredResults results;
  for (const auto in : list) {
    StoredResult result;
    result.serial = in.getSerial();
    result.request = short_text(in.getRequest(), "request");
    result.place = in.getPlace();
    result.record = wire::read_text(in.getRecord(), kMaxRecordIdText, "record id");
    result.model = short_text(in.getModel(), "model");
    result.service = short_text(in.getService(), "service");
    result.plan_hash = read_hash(in.getPlanHash());
    result.session = short_text(in.getSession(), "session");
    result.made_at = short_text(in.getMadeAt(), "time");
    result.asker = short_text(in.getAsker(), "asker");
    result.door = short_text(in.getDoor(), "door");
    result.digest = wire::read_exact<32>(in.getDigest(), "input digest");
    result.logits = read_numbers(in.getLogits());
    result.costs = read_costs(in.getCosts());
    result.records = in.getRecords();
    results.results.push_back(std::move(result));
  }
  return results;
}

RequestReport read_report(wire::RequestState::Reader in) {
  RequestReport report;
  report.id = short_text(in.getId(), "request");
  report.state = short_text(in.getState(), "state");
  report.error = long_text(in.getError(), "error");
  report.model = short_text(in.getModel(), "model");
  report.service = short_text(in.getService(), "service");
  report.plan_hash = read_hash(in.getPlanHash());
  report.records = in.getRecords();
  report.results = in.getResults();
  report.asker = short_text(in.getAsker(), "asker");
  report.door = short_text(in.getDoor(), "door");
  report.arrived_at = short_text(in.getArrivedAt(), "time");
  report.ended_at = short_text(in.getEndedAt(), "time");
  return report;
}

PrepareStart read_preparation(wire::PrepareStart::Reader in) {
  return {short_text(in.getAsker(), "asker"), wire::read_model(in.getModel(), "model"),
          short_text(in.getService(), "service"), in.getCount(), in.getWaitSeconds()};
}

Greeting read_greeting(wire::Greeting::Reader in) {
  return {in.getVersion(), short_text(in.getClient(), "client")};
}

Welcome read_welcome(wire::Welcome::Reader in) {
  return {in.getVersion(), short_text(in.getRelease(), "release"), in.getServerPid()};
}

Refused read_refused(wire::Refused::Reader in) {
  return {short_text(in.getCode(), "code"), long_text(in.getContext(), "context"),
          long_text(in.getHint(), "hint")};
}

JobBegun read_begun(wire::JobBegun::Reader in) {
  return {short_text(in.getRequest(), "request"), read_hash(in.getPlanHash())};
}

PrepareProgress read_progress(wire::PrepareProgress::Reader in) {
  return {in.getDone(), in.getOf()};
}

PrepareDone read_prepared(wire::Prepared::Reader in) {
  return {in.getPrepared(), in.getReady()};
}

Health read_health(wire::Health::Reader in) {
  return {in.getLive(), long_text(in.getReason(), "reason")};
}

JobMessage read_message(wire::JobMessage::Reader in) {
  switch (in.which()) {
    case wire::JobMessage::GREETING:
      return read_greeting(in.getGreeting());
    case wire::JobMessage::WELCOME:
      return read_welcome(in.getWelcome());
    case wire::JobMessage::REFUSED:
      return read_refused(in.getRefused());
    case wire::JobMessage::MODELS_QUESTION:
      return ModelsQuestion{};
    case wire::JobMessage::MODEL_LIST:
      return read_models(in.getModelList());
    case wire::JobMessage::PLAN_QUESTION:
      return PlanQuestion{read_hash(in.getPlanQuestion())};
    case wire::JobMessage::PLAN_TEXT:
      return PlanText{wire::read_bytes(in.getPlanText())};
    case wire::JobMessage::JOB:
      return read_job(in.getJob());
    case wire::JobMessage::JOB_RECORDS:
      return read_records(in.getJobRecords());
    case wire::JobMessage::JOB_BEGUN:
      return read_begun(in.getJobBegun());
    case wire::JobMessage::JOB_ANSWERS:
      return read_answers(in.getJobAnswers());
    case wire::JobMessage::JOB_DONE:
      return JobDone{};
    case wire::JobMessage::CANCEL:
      return Cancel{short_text(in.getCancel(), "request")};
    case wire::JobMessage::RESULTS_QUESTION:
      return read_question(in.getResultsQuestion());
    case wire::JobMessage::RESULT_LIST:
      return read_results(in.getResultList());
    case wire::JobMessage::REQUEST_QUESTION:
      return RequestQuestion{short_text(in.getRequestQuestion(), "request")};
    case wire::JobMessage::REQUEST_STATE:
      return read_report(in.getRequestState());
    case wire::JobMessage::PREPARATION:
      return read_preparation(in.getPreparation());
    case wire::JobMessage::PREPARE_PROGRESS:
      return read_progress(in.getPrepareProgress());
    case wire::JobMessage::PREPARED:
      return read_prepared(in.getPrepared());
    case wire::JobMessage::METRICS_QUESTION:
      return MetricsQuestion{};
    case wire::JobMessage::METRICS_TEXT:
      return MetricsText{wire::read_bytes(in.getMetricsText())};
    case wire::JobMessage::HEALTH_QUESTION:
      return HealthQuestion{};
    case wire::JobMessage::HEALTH:
      return read_health(in.getHealth());
    case wire::JobMessage::DONE:
      return Done{};
  }
  wire::refuse_field("message", "an unknown kind", "one of this version");
}

}  // namespace

Result<JobMessage> decode_job_message(std::span<const std::uint8_t> bytes) {
  return wire::guarded([&] {
    wire::OpenSegment segment(bytes);
    return read_message(segment.root<wire::JobMessage>());
  });
}

}  // namespace medisc
