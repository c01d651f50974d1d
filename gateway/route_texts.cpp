#include "gateway/route_texts.hpp"

#include <map>

namespace medisc {
namespace {

constexpr const char* kJson = "application/json";
constexpr const char* kDiagnoses = "Diagnoses from files";
constexpr const char* kImages = "Images by DICOMweb";
constexpr const char* kReceived = "Received images";
constexpr const char* kInference = "Open Inference Protocol";
constexpr const char* kPages = "Pages";

const RouteStatus kUnknownModel{404, "there is no such model"};
const RouteStatus kNotReceived{404, "nothing of this id was received"};
const RouteStatus kAway{503, "the hospital's daemon is not there; come again"};

std::vector<RouteText> diagnosis_texts() {
  return {
      {"models",
       kDiagnoses,
       "What can be asked for: tasks, labels, inputs, prepared bundles, fidelity.",
       {},
       {},
       kJson,
       {{200, "{\"models\": [...]}"}, kAway},
       "$MEDISC/v1/models"},
      {"diagnose",
       kDiagnoses,
       "Has a file diagnosed: CSV, NPY, NPZ, PNG or DICOM. Its records leave as shares alone.",
       {{"query", "model", "which one", true},
        {"query", "service", "whose, where several services have it", false},
        {"query", "filename", "the file's name, which tells its kind", false},
        {"query", "received", "an image that came by itself, in the place of a body", false},
        {"query", "wait", "for bundles or a busy service: seconds, 3600 at most", false},
        {"query", "block", "\"true\": answer once all is done", false},
        {"header", "X-Filename", "as filename, which it goes before", false},
        {"header", "Idempotency-Key",
         "a text of yours: the same file under the same key is diagnosed once", false}},
       {"text/csv", "application/x-npy", "application/x-npz", "image/png", "application/dicom",
        "application/octet-stream"},
       kJson,
       {{200, "done, with results (block=true)"},
        {202, "begun; Location says where it is"},
        {400, "the file is wrong; nothing was used up"},
        kUnknownModel,
        {503, "later: the pool is dry, or the service is busy or away"}},
       "--data-binary @records.csv -H 'X-Filename: records.csv' "
       "\"$MEDISC/v1/diagnoses?model=breast&block=true\""},
      {"results",
       kDiagnoses,
       "Results that are kept, newest first.",
       {{"query", "model", "of this one alone", false},
        {"query", "record", "of this record id alone", false},
        {"query", "since", "UTC, as in made_at", false},
        {"query", "before", "a serial: what is older than that one", false},
        {"query", "limit", "how many, 1000 at most; 50 else", false},
        {"query", "outcomes", "\"false\": without what they say", false}},
       {},
       kJson,
       {{200, "{\"results\": [...]}"}, {400, "a parameter is wrong"}, kAway},
       "\"$MEDISC/v1/diagnoses?model=breast&limit=10\""},
      {"diagnosis",
       kDiagnoses,
       "How far a diagnosis is, and its results: the same after a restart.",
       {},
       {},
       kJson,
       {{200, "its state: running, done, failed or cancelled"},
        {404, "there is none of this id"},
        kAway},
       "$MEDISC/v1/diagnoses/$ID"},
      {"events",
       kDiagnoses,
       "A diagnosis as it happens: events \"result\", then \"done\" or \"failed\".",
       {},
       {},
       "text/event-stream",
       {{200, "until it is over"}, {404, "none of this id runs, or has run lately"}},
       "-N $MEDISC/v1/diagnoses/$ID/events"},
      {"cancel",
       kDiagnoses,
       "Cancels a diagnosis. What is online is finished, and kept.",
       {},
       {},
       kJson,
       {{202, "it will end"}, {404, "none of this id runs"}, kAway},
       "-X DELETE $MEDISC/v1/diagnoses/$ID"},
      {"prepare",
       kDiagnoses,
       "Prepares bundles: events \"progress\", then \"done\" or \"failed\". Who hangs up ends "
       "it.",
       {{"query", "model", "of which one", true},
        {"query", "count", "how many", true},
        {"query", "service", "whose, where several services have it", false},
        {"query", "wait", "for a dealer that deals still: seconds, 3600 at most", false}},
       {},
       "text/event-stream",
       {{200, "until it is over"},
        {400, "a parameter is wrong"},
        kUnknownModel,
        {503, "later: too many run at once, or the daemon is not there"}},
       "-N -X POST \"$MEDISC/v1/preparations?model=breast&count=100\""},
  };
}

std::vector<RouteText> stow_texts() {
  RouteText any{
      "stow",
      kImages,
      "Takes images in (STOW-RS): rules say which model diagnoses each, and where reports go.",
      {{"header", "Content-Type",
        "multipart/related; type=\"application/dicom\"; boundary=...: a file in each part",
        true},
       {"header", "Accept", "application/dicom+json, which is also sent without it", false}},
      {"multipart/related"},
      "application/dicom+json",
      {{200, "all are stored: ReferencedSOPSequence"},
       {202, "some are: FailedSOPSequence says which are not, and why"},
       {400, "the body or the study in the path is malformed"},
       {406, "Accept allows no JSON"},
       {409, "none is stored: FailedSOPSequence", true},
       {415, "another media type, or a compressed body"}},
      "-H 'Content-Type: multipart/related; type=\"application/dicom\"; boundary=b' "
      "--data-binary @parts \"$MEDISC/dicom-web/studies\""};
  RouteText one = any;
  one.name = "stow_study";
  one.summary += " Instances of one study.";
  one.example.insert(one.example.rfind('"'), "/$STUDY");
  return {std::move(any), std::move(one)};
}

std::vector<RouteText> picture_texts() {
  return {
      {"picture",
       kDiagnoses,
       "A picture of a DICOM or PNG file: its first frame through its window.",
       {{"header", "X-Filename", "the file's name, for errors", false}},
       {"application/dicom", "image/png", "application/octet-stream"},
       "image/png",
       {{200, "1024 pixels a side at most; X-Frames, X-Rows and X-Columns tell of the file"},
        {400, "the file is none, or damaged"},
        {501, "pixels of this kind are not read"},
        {503, "too many pictures are asked for at once; come again"}},
       "--data-binary @scan.dcm -o scan.png $MEDISC/v1/pictures"},
      {"diagnosis_picture",
       kDiagnoses,
       "The same with the map of a diagnosis over it, where it lies on the image.",
       {{"header", "X-Filename", "the file's name, for errors", false},
        {"query", "place", "of the record in its diagnosis, from 0 on; 0 else", false}},
       {"application/dicom", "image/png", "application/octet-stream"},
       "image/png",
       {{200, "as of /v1/pictures"},
        {400, "the file is no image, or not the one that was diagnosed"},
        {404, "there is no diagnosis of this id, or no result of this place"},
        {409, "the result is no map"},
        {501, "such a map is not placed on an image"},
        {503, "too many pictures are asked for at once, or the daemon is away"}},
       "--data-binary @scan.dcm -o scan.png $MEDISC/v1/diagnoses/$ID/picture"},
  };
}

/// Where an intake takes images.
std::vector<RouteText> received_texts() {
  return {
      {"received_list",
       kReceived,
       "Images that came by themselves, the newest first, and how far each is.",
       {{"query", "limit", "how many, 1000 at most; 50 else", false}},
       {},
       kJson,
       {{200, "{\"received\": [...]}"}, {400, "a parameter is wrong"}},
       "\"$MEDISC/v1/received?limit=10\""},
      {"received",
       kReceived,
       "One of them: whom it is of, its state, diagnosis, archives and error.",
       {},
       {},
       kJson,
       {{200, "gathering, waiting, reporting, done, failed or kept"}, kNotReceived},
       "$MEDISC/v1/received/$ID"},
      {"received_picture",
       kReceived,
       "A picture of it, and of a map where it lies.",
       {{"query", "place", "of a series' files, from 0 on", false},
        {"query", "map", "\"true\": the map of its diagnosis over it", false},
        {"query", "diagnosis", "whose map, where people had it diagnosed", false}},
       {},
       "image/png",
       {{200, "1024 pixels a side at most; X-Frames, X-Rows and X-Columns tell of the file"},
        {400, "a parameter is wrong"},
        {404, "nothing of this id was received, or its image is not kept any more"},
        {409, "there is no map"},
        {501, "such a map is not placed on an image"},
        {503, "too many pictures are asked for at once, or the daemon is away"}},
       "-o scan.png \"$MEDISC/v1/received/$ID/picture?map=true\""},
      {"received_retry",
       kReceived,
       "Tries its diagnosis again at once, or its sending.",
       {},
       {},
       kJson,
       {{202, "what is known of it"}, kNotReceived, {409, "it has ended well"}},
       "-X POST $MEDISC/v1/received/$ID/retry"},
  };
}

std::vector<RouteText> model_texts() {
  return {
      {"model_metadata",
       kInference,
       "A model's inputs and outputs.",
       {},
       {},
       kJson,
       {{200, "names, datatypes, shapes"}, kUnknownModel, kAway},
       "$MEDISC/v2/models/breast"},
      {"model_ready",
       kInference,
       "Whether a record can be diagnosed now.",
       {},
       {},
       kJson,
       {{200, "it can"}, kUnknownModel, {503, "no bundle is prepared"}},
       "$MEDISC/v2/models/breast/ready"},
      {"model_stats",
       kInference,
       "A model's pool: bundles prepared and delivered.",
       {},
       {},
       kJson,
       {{200, "{\"model_stats\": [...]}"}, kUnknownModel, kAway},
       "$MEDISC/v2/models/breast/stats"},
      {"model_infer",
       kInference,
       "Diagnoses tensors, in JSON or the binary extension.",
       {{"header", "Inference-Header-Content-Length",
         "of the binary extension: bytes of JSON ahead of the tensors", false}},
       {kJson, "application/octet-stream"},
       kJson,
       {{200, "outputs by the model's task"},
        {400, "the request is wrong; nothing was used up"},
        kUnknownModel,
        {503, "later: the pool is dry, or the service is busy or away"}},
       "$MEDISC/v2/models/breast/infer -d @request.json"},
  };
}

std::vector<RouteText> inference_texts() {
  std::vector<RouteText> texts{
      {"server_metadata",
       kInference,
       "The server's name, version and extensions.",
       {},
       {},
       kJson,
       {{200, "always"}},
       "$MEDISC/v2"},
      {"live",
       kInference,
       "Whether the gateway lives.",
       {},
       {},
       kJson,
       {{200, "it does"}},
       "$MEDISC/v2/health/live"},
      {"ready",
       kInference,
       "Whether the hospital's daemon is well.",
       {},
       {},
       kJson,
       {{200, "it is"}, {503, "it is not, or is not there: the reason"}},
       "$MEDISC/v2/health/ready"},
      {"model_index",
       kInference,
       "All models, and whether they are ready.",
       {},
       {},
       kJson,
       {{200, "a list"}, kAway},
       "$MEDISC/v2/models"},
      {"repository_index",
       kInference,
       "The same, as Triton's clients ask.",
       {},
       {kJson},
       kJson,
       {{200, "a list"}, kAway},
       "$MEDISC/v2/repository/index -d '{}'"},
  };
  for (RouteText& text : model_texts()) texts.push_back(std::move(text));
  for (RouteText text : model_texts()) {
    text.name.replace(0, std::string("model_").size(), "version_");
    text.summary += " Of one version.";
    const std::string model = "models/breast";
    text.example.insert(text.example.find(model) + model.size(), "/versions/1");
    texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<RouteText> page_texts() {
  return {
      {"page",
       kPages,
       "The page for clinicians.",
       {},
       {},
       "text/html",
       {{200, "HTML"}},
       "$MEDISC/"},
      {"docs",
       kPages,
       "This interface, for people.",
       {},
       {},
       "text/html",
       {{200, "HTML"}},
       "$MEDISC/docs"},
      {"page_file",
       kPages,
       "A script, a style or a picture of the pages.",
       {},
       {},
       "text/javascript",
       {{200, "the file"}, {304, "as If-None-Match has it"}, {404, "there is none"}},
       "$MEDISC/page/page.js"},
      {"openapi",
       kPages,
       "This interface, for programs: OpenAPI 3.1.",
       {},
       {},
       kJson,
       {{200, "the document"}},
       "$MEDISC/openapi.json"},
  };
}

std::vector<RouteText> all_texts() {
  std::vector<RouteText> texts = diagnosis_texts();
  for (RouteText& text : stow_texts()) texts.push_back(std::move(text));
  for (RouteText& text : picture_texts()) texts.push_back(std::move(text));
  for (RouteText& text : received_texts()) texts.push_back(std::move(text));
  for (RouteText& text : inference_texts()) texts.push_back(std::move(text));
  for (RouteText& text : page_texts()) texts.push_back(std::move(text));
  return texts;
}

}  // namespace

const std::vector<RouteText>& route_texts() {
  static const std::vector<RouteText> texts = all_texts();
  return texts;
}

std::string variable_text(const std::string& name) {
  static const std::map<std::string, std::string> texts{
      {"model", "a model's name"},
      {"version", "a model's version"},
      {"id", "of a diagnosis, or of a received image"},
      {"file", "its name"},
      {"study", "a Study Instance UID"},
  };
  const auto found = texts.find(name);
  return found == texts.end() ? "" : found->second;
}

}  // namespace medisc
