#include "gateway/diagnosis_routes.hpp"

#include <algorithm>

#include "gateway/inference/infer_error.hpp"
#include "gateway/query.hpp"
#include "gateway/result_json.hpp"
#include "gateway/stored_diagnosis.hpp"
#include "gateway/upload.hpp"
#include "http/json_text.hpp"
#include "messages/identifiers.hpp"

namespace medisc {
namespace {

using namespace std::chrono_literals;

/// One record's result.
struct ShownResult {
  std::uint32_t place = 0;
  std::string record;
  const std::vector<std::int64_t>& logits;
  const std::string& session;
  const SessionCosts& costs;  ///< of the session, all its records together
  std::string made_at{};
};

std::string result_json(const ShownResult& result, const Plan& plan) {
  std::string json = "{\"place\":" + std::to_string(result.place) +
                     ",\"record\":" + json_quoted(result.record);
  if (!result.made_at.empty()) json += ",\"made_at\":" + json_quoted(result.made_at);
  return json + ",\"result\":" + outcome_json(plan, result.logits) +
         ",\"session\":" + json_quoted(result.session) +
         ",\"costs\":" + costs_json(result.costs) + "}";
}

std::string head_json(const std::string& id, const std::string& state, const std::string& model,
                      const Plan& plan, std::size_t records,
                      const std::optional<std::string>& error) {
  return "{\"id\":" + json_quoted(id) + ",\"state\":" + json_quoted(state) +
         ",\"model\":" + json_quoted(model) +
         ",\"version\":" + json_quoted(plan.manifest.version) +
         ",\"records\":" + std::to_string(records) +
         ",\"error\":" + (error ? json_quoted(*error) : "null") +
         ",\"fidelity\":" + fidelity_json(plan);
}

std::string shown(const JobAnswer& answer, const RunningDiagnosis& diagnosis) {
  return result_json({answer.place, diagnosis.ids.at(answer.place), answer.logits,
                      answer.session, answer.costs},
                     *diagnosis.plan);
}

/// Call under its mutex.
std::string state_of(const RunningDiagnosis& diagnosis) {
  return !diagnosis.over ? "running" : diagnosis.error ? "failed" : "done";
}

std::string running_json(const RunningDiagnosis& diagnosis) {
  const std::lock_guard lock(diagnosis.mutex);
  std::string json = head_json(
      diagnosis.id, state_of(diagnosis), diagnosis.model, *diagnosis.plan, diagnosis.ids.size(),
      diagnosis.error ? std::optional(render(*diagnosis.error)) : std::nullopt);
  json += ",\"results\":[";
  for (std::size_t i = 0; i < diagnosis.answers.size(); ++i) {
    json += (i > 0 ? "," : "") + shown(diagnosis.answers[i], diagnosis);
  }
  return json + "]}\n";
}

HttpResponse models(Daemon& daemon) {
  const auto known = daemon.models();
  if (!known) return infer_problem(known.error());
  std::string json = "{\"models\":[";
  bool first = true;
  for (const OfferedModel& model : *known) {
    const auto plan = daemon.plan(model.plan_hash);
    if (!plan) continue;
    json += (first ? "" : ",") + model_json(model, **plan);
    first = false;
  }
  return http_json(200, json + "]}\n");
}

/// Of the body, or of what was received. Errors: kBadInput.
Result<EncodedRecords> records_of(const HttpRequest& request, const Plan& plan,
                                  const GatewayConfig& config, const Intake* intake) {
  const std::string id = query_text(request, "received");
  if (id.empty()) {
    std::string file = header_text(request, "X-Filename");
    if (file.empty()) file = query_text(request, "filename");
    return read_upload(request.body, file, header_text(request, "Content-Type"), plan);
  }
  if (!request.body.empty()) {
    return fail(ErrorCode::kBadInput, "there is a body, and \"received\" names another file");
  }
  const auto received = intake == nullptr ? std::nullopt : intake->find(id);
  if (!received) return fail(ErrorCode::kBadInput, "nothing of this id was received");
  if (received->state == ReceivedState::kGathering) {
    return fail(ErrorCode::kBadInput, "the series is not complete yet", "come again");
  }
  return read_received(*intake, *received, plan, config.limits.body_mb << 20);
}

HttpResponse begin(Daemon& daemon, Diagnoses& diagnoses, const GatewayConfig& config,
                   const Intake* intake, const HttpRequest& request) {
  const std::string name = query_text(request, "model");
  if (name.empty()) {
    return infer_problem({ErrorCode::kBadInput, "no model is named", "POST ...?model=NAME"});
  }
  const auto wait = query_number(request, "wait", config.jobs.wait_s, 3600);
  if (!wait) return infer_problem(wait.error());
  auto model = daemon.model(name, "", query_text(request, "service"));
  if (!model && model.error().code == ErrorCode::kPoolDry) return unknown_model(name);
  if (!model) return infer_problem(model.error());
  const auto plan = daemon.plan(model->plan_hash);
  if (!plan) return infer_problem(plan.error());
  auto records = records_of(request, **plan, config, intake);
  if (!records) return infer_problem(records.error());
  if (records->encoded.size() > config.limits.records) {
    return infer_problem({ErrorCode::kBadInput,
                          "the file has " + std::to_string(records->encoded.size()) +
                              " records, at most " + std::to_string(config.limits.records) +
                              " are taken",
                          "send it in parts"});
  }
  Asked asked;
  asked.model = std::move(*model);
  asked.plan = *plan;
  asked.ids = std::move(records->names);
  asked.records = std::move(records->encoded);
  asked.asker = request.user;
  asked.door = "http";
  asked.name = header_text(request, "Idempotency-Key");
  asked.wait_seconds = static_cast<std::uint32_t>(*wait);
  const auto diagnosis = diagnoses.begin(std::move(asked));
  if (!diagnosis) return infer_problem(diagnosis.error());
  const bool block = query_text(request, "block") == "true";
  if (block) {
    std::unique_lock lock((*diagnosis)->mutex);
    while (!(*diagnosis)->over && !request.ending->reached()) {
      (*diagnosis)->changed.wait_for(lock, 200ms);
    }
    if ((*diagnosis)->error && (*diagnosis)->answers.empty()) {
      return infer_problem(*(*diagnosis)->error);
    }
  }
  HttpResponse response = http_json(block ? 200 : 202, running_json(**diagnosis));
  response.headers.set("Location", "/v1/diagnoses/" + (*diagnosis)->id);
  return response;
}

HttpResponse stored(Daemon& daemon, const std::string& id) {
  const auto known = stored_diagnosis(daemon, id);
  if (!known && known.error().code == ErrorCode::kBadInput) {
    return http_problem(404, "there is no diagnosis " + id);
  }
  if (!known) return infer_problem(known.error());
  const RequestReport& report = known->report;
  std::string json =
      head_json(id, report.state, report.model, *known->plan, report.records,
                report.error.empty() ? std::nullopt : std::optional(report.error)) +
      ",\"results\":[";
  for (std::size_t i = 0; i < known->results.size(); ++i) {
    const StoredResult& result = known->results[i];
    json += (i > 0 ? "," : "") + result_json({result.place, result.record, result.logits,
                                              result.session, result.costs, result.made_at},
                                             *known->plan);
  }
  return http_json(200, json + "]}\n");
}

HttpResponse look(Daemon& daemon, const Diagnoses& diagnoses, const HttpRequest& request) {
  const std::string id = request.variables.at("id");
  if (const auto running = diagnoses.find(id)) return http_json(200, running_json(*running));
  return stored(daemon, id);
}

/// One event after the other, as the diagnosis goes on.
HttpResponse follow(const Diagnoses& diagnoses, const HttpRequest& request) {
  const auto diagnosis = diagnoses.find(request.variables.at("id"));
  if (!diagnosis) {
    return http_problem(404, "no diagnosis of this id runs, or has run lately");
  }
  HttpResponse response;
  response.headers.set("Content-Type", "text/event-stream");
  response.stream = [diagnosis, told = std::size_t{0}, over = false](
                        const HttpEnding& ending) mutable -> std::optional<std::string> {
    while (!over && !ending.reached()) {
      std::unique_lock lock(diagnosis->mutex);
      diagnosis->changed.wait_for(
          lock, 200ms, [&] { return diagnosis->over || diagnosis->answers.size() > told; });
      std::string events;
      for (; told < diagnosis->answers.size(); ++told) {
        events +=
            "event: result\ndata: " + shown(diagnosis->answers[told], *diagnosis) + "\n\n";
      }
      if (diagnosis->over) {
        over = true;
        events += "event: " + state_of(*diagnosis) + "\ndata: {\"error\":" +
                  (diagnosis->error ? json_quoted(render(*diagnosis->error)) : "null") +
                  "}\n\n";
      }
      if (!events.empty()) return events;
    }
    return std::nullopt;
  };
  return response;
}

HttpResponse cancel(Daemon& daemon, const HttpRequest& request) {
  auto client = daemon.lease();
  if (!client) return infer_problem(client.error());
  const auto cancelled = (*client)->cancel(request.variables.at("id"));
  if (!cancelled) return http_problem(404, cancelled.error().context);
  return http_json(202, "{\"id\":" + json_quoted(request.variables.at("id")) +
                            ",\"state\":\"cancelling\"}\n");
}

HttpResponse list(Daemon& daemon, const HttpRequest& request) {
  const auto limit = query_number(request, "limit", 50, 1000);
  const auto before = query_number(request, "before", INT64_MAX, INT64_MAX);
  if (!limit || !before) return infer_problem(limit ? before.error() : limit.error());
  auto client = daemon.lease();
  if (!client) return infer_problem(client.error());
  ResultsQuestion question;
  question.model = query_text(request, "model");
  question.record = query_text(request, "record");
  question.since = query_text(request, "since");
  question.before = *before;
  question.limit = static_cast<std::uint32_t>(*limit);
  const auto results = (*client)->results(question);
  if (!results) return infer_problem(results.error());
  const bool outcomes = query_text(request, "outcomes") != "false";
  std::string json = "{\"results\":[";
  bool first = true;
  for (const StoredResult& result : *results) {
    json += (first ? "" : ",");
    json += "{\"serial\":" + std::to_string(result.serial) +
            ",\"diagnosis\":" + json_quoted(result.request) +
            ",\"place\":" + std::to_string(result.place) +
            ",\"record\":" + json_quoted(result.record) +
            ",\"model\":" + json_quoted(result.model) +
            ",\"service\":" + json_quoted(result.service) +
            ",\"made_at\":" + json_quoted(result.made_at) +
            ",\"asker\":" + json_quoted(result.asker) + ",\"door\":" + json_quoted(result.door);
    if (outcomes) {
      const auto plan = daemon.plan(result.plan_hash);
      if (!plan) return infer_problem(plan.error());
      json += ",\"result\":" + outcome_json(**plan, result.logits);
    }
    json += "}";
    first = false;
  }
  return http_json(200, json + "]}\n");
}

}  // namespace

std::vector<HttpRoute> diagnosis_routes(Daemon& daemon, Diagnoses& diagnoses,
                                        const GatewayConfig& config, const Intake* intake) {
  const std::size_t body = config.limits.body_mb << 20;
  return {
      {"models", "GET", "/v1/models", "read", 0,
       [&daemon](const HttpRequest&) {
         return models(daemon);
       }},
      {"diagnose", "POST", "/v1/diagnoses", "diagnose", body,
       [&daemon, &diagnoses, &config, intake](const HttpRequest& request) {
         return begin(daemon, diagnoses, config, intake, request);
       }},
      {"results", "GET", "/v1/diagnoses", "read", 0,
       [&daemon](const HttpRequest& request) {
         return list(daemon, request);
       }},
      {"diagnosis", "GET", "/v1/diagnoses/{id}", "read", 0,
       [&](const HttpRequest& request) {
         return look(daemon, diagnoses, request);
       }},
      {"events", "GET", "/v1/diagnoses/{id}/events", "read", 0,
       [&](const HttpRequest& request) {
         return follow(diagnoses, request);
       }},
      {"cancel", "DELETE", "/v1/diagnoses/{id}", "diagnose", 0,
       [&daemon](const HttpRequest& request) {
         return cancel(daemon, request);
       }},
  };
}

}  // namespace medisc
