#include "tests/import/node_refusals.hpp"

#include <vector>

#include <onnx/onnx_pb.h>

namespace medisc {
namespace {

struct Refusal {
  const char* says;
  std::vector<const char*> tests;
};

const std::vector<Refusal>& refusals() {
  static const std::vector<Refusal> list{
      // Integers, whose arithmetic wraps around, and what is no tensor.
      {"it works on integers",
       {"test_add_uint8",
        "test_clip_default_int8_inbounds",
        "test_clip_default_int8_max",
        "test_clip_default_int8_min",
        "test_div_uint8",
        "test_edge_pad",
        "test_max_int16",
        "test_max_int32",
        "test_max_int64",
        "test_max_int8",
        "test_max_uint16",
        "test_max_uint32",
        "test_max_uint64",
        "test_max_uint8",
        "test_maxpool_2d_uint8",
        "test_min_int16",
        "test_min_int32",
        "test_min_int64",
        "test_min_int8",
        "test_min_uint16",
        "test_min_uint32",
        "test_min_uint64",
        "test_min_uint8",
        "test_mul_uint8",
        "test_reflect_pad",
        "test_sub_uint8",
        "test_operator_non_float_params"}},
      {"is not a tensor of numbers", {"test_identity_opt", "test_identity_sequence"}},
      // One result for several records.
      {"supported is an axis behind the batch",
       {"test_argmax_default_axis_example",
        "test_argmax_default_axis_example_select_last_index", "test_argmax_default_axis_random",
        "test_argmax_default_axis_random_select_last_index", "test_logsoftmax_axis_0",
        "test_softmax_axis_0"}},
      // Nobody picks the last of equal logits.
      {"it takes the last of equal values",
       {"test_argmax_keepdims_example_select_last_index",
        "test_argmax_keepdims_random_select_last_index",
        "test_argmax_negative_axis_keepdims_random_select_last_index",
        "test_argmax_no_keepdims_random_select_last_index",
        "test_argmax_negative_axis_keepdims_example_select_last_index",
        "test_argmax_no_keepdims_example_select_last_index"}},
      // Volumes are not made larger.
      {"it works on records of 4 dimensions", {"test_convtranspose_3d"}},
      // Indices as a further output; or no input at all.
      {"its second output, the indices",
       {"test_maxpool_with_argmax_2d_precomputed_pads",
        "test_maxpool_with_argmax_2d_precomputed_strides"}},
      {"has no input", {"test_constant"}},
      {"differs from channel to channel", {"test_dequantizelinear_axis"}},
      {"its indices are not constant", {"test_Embedding", "test_Embedding_sparse"}},
      // Neither linear nor piecewise linear.
      {"not the product", {"test_GLU", "test_GLU_dim", "test_hardswish_expanded"}},
      {"not the quotient", {"test_Softsign"}},
      {"it jumps at its threshold",
       {"test_shrink_hard", "test_thresholdedrelu", "test_thresholdedrelu_default",
        "test_thresholdedrelu_example"}},
      {"resizing by the nearest pixel to whole multiples",
       {"test_resize_downsample_scales_cubic",
        "test_resize_downsample_scales_cubic_A_n0p5_exclude_outside",
        "test_resize_downsample_scales_cubic_align_corners",
        "test_resize_downsample_scales_linear",
        "test_resize_downsample_scales_linear_align_corners",
        "test_resize_downsample_scales_nearest",
        "test_resize_downsample_sizes_cubic",
        "test_resize_downsample_sizes_linear_pytorch_half_pixel",
        "test_resize_downsample_sizes_nearest",
        "test_resize_downsample_sizes_nearest_tf_half_pixel_for_nn",
        "test_resize_tf_crop_and_resize",
        "test_resize_upsample_scales_cubic",
        "test_resize_upsample_scales_cubic_A_n0p5_exclude_outside",
        "test_resize_upsample_scales_cubic_align_corners",
        "test_resize_upsample_scales_cubic_asymmetric",
        "test_resize_upsample_scales_linear",
        "test_resize_upsample_scales_linear_align_corners",
        "test_resize_upsample_sizes_cubic",
        "test_resize_upsample_sizes_nearest",
        "test_resize_upsample_sizes_nearest_ceil_half_pixel",
        "test_resize_upsample_sizes_nearest_floor_align_corners",
        "test_resize_upsample_sizes_nearest_round_prefer_ceil_asymmetric"}},
      {"it leaves nothing of a record", {"test_slice_start_out_of_bounds"}},
      {"besides the batch", {"test_split_zero_size_splits"}},
      {"it repeats records",
       {"test_expand_shape_model3", "test_tile", "test_tile_precomputed"}},
      {"it adds a dimension before the batch",
       {"test_expand_dim_changed", "test_expand_shape_model4"}},
      // What goes across records, which are diagnosed each for itself.
      {"it works on the batch dimension",
       {"test_concat_1d_axis_0",
        "test_concat_2d_axis_0",
        "test_concat_2d_axis_negative_2",
        "test_concat_3d_axis_0",
        "test_concat_3d_axis_negative_3",
        "test_squeeze",
        "test_unsqueeze_axis_0",
        "test_gather_0",
        "test_gather_negative_indices",
        "test_slice",
        "test_slice_default_axes",
        "test_slice_default_steps",
        "test_slice_neg_steps",
        "test_slice_negative_axes",
        "test_split_equal_parts_1d",
        "test_split_equal_parts_default_axis",
        "test_split_variable_parts_1d",
        "test_split_variable_parts_default_axis",
        "test_operator_chunk",
        "test_operator_index"}},
      {"it moves the batch dimension",
       {"test_transpose_all_permutations_2", "test_transpose_all_permutations_3",
        "test_transpose_all_permutations_4", "test_transpose_all_permutations_5",
        "test_transpose_default"}},
      {"keeps records apart",
       {"test_flatten_axis0", "test_flatten_axis2", "test_flatten_axis3",
        "test_flatten_negative_axis1", "test_flatten_negative_axis2",
        "test_flatten_negative_axis4"}},
      {"supported is [N, ...] with those elements",
       {"test_reshape_allowzero_reordered", "test_reshape_negative_extended_dims",
        "test_reshape_one_dim", "test_reshape_reordered_all_dims"}},
      {"it names no axes",
       {"test_reduce_max_default_axes_keepdim_example",
        "test_reduce_max_default_axes_keepdims_random",
        "test_reduce_mean_default_axes_keepdims_example",
        "test_reduce_mean_default_axes_keepdims_random",
        "test_reduce_min_default_axes_keepdims_example",
        "test_reduce_min_default_axes_keepdims_random",
        "test_reduce_sum_default_axes_keepdims_example",
        "test_reduce_sum_default_axes_keepdims_random"}},
      {"does not fit records", {"test_gemm_default_matrix_bias"}},
      {"transA = 0", {"test_gemm_all_attributes", "test_gemm_transposeA"}},
      // One dimension only, so that there are no records to join.
      {"it joins a constant to a tensor", {"test_concat_1d_axis_negative_1"}},
      // A weight matrix for each position.
      {"one matrix for all positions", {"test_matmul_3d", "test_matmul_4d"}},
      // Training.
      {"it is in training mode",
       {"test_batchnorm_epsilon_training_mode", "test_batchnorm_example_training_mode",
        "test_training_dropout", "test_training_dropout_default",
        "test_training_dropout_default_mask", "test_training_dropout_mask"}},
      // Computed weights.
      {"its input 3 is not a constant", {"test_operator_addmm"}},
  };
  return list;
}

/// Of tests that came after ONNX 1.12, Debian 12's, up to 1.17, Debian 13's.
const std::vector<Refusal>& later_refusals() {
  static const std::vector<Refusal> list{
      {"it works on integers", {"test_clip_default_int8_inbounds_expanded", "test_wrap_pad"}},
  };
  return list;
}

}  // namespace

std::map<std::string, std::string> refused_node_tests() {
  std::map<std::string, std::string> named;
  const auto add = [&named](const std::vector<Refusal>& list) {
    for (const Refusal& refusal : list) {
      for (const char* test : refusal.tests) named[test] = refusal.says;
    }
  };
  add(refusals());
  if (onnx::IR_VERSION >= 10) add(later_refusals());
  return named;
}

}  // namespace medisc
