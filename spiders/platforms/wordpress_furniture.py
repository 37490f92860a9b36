"""What themes and plugins put into the bodies of articles and comments, and is not their author's: names of elements only.

Each name is a plugin's or a theme's own, so that nothing an author wrote is called by it; links that only pass the article on are
told by where they lead. Words are never looked at.
"""

from __future__ import annotations

COMMENT = (
    ".comment-author, .comment-meta, .commentmetadata, .comment-metadata, .comment-meta-data, .comment-header, .reply, "
    ".comment-reply, .comment-reply-link, .comment-footer-meta, .comment-awaiting-moderation, .comment-edit-link, .says, "
    ".comment-actions, .comment-likes, .wp-block-comment-reply-link, .jetpack-comment-likes-widget-wrapper, .comment-like-wrap, "
    ".comment_postinfo, .reply-container, .ast-comment-edit-reply-wrap, .wpd-comment-footer, .wpd-comment-header, "
    ".wpdiscuz-readmore, .wpd-comment-last-edited, .wc-comment-footer, .comment-like-dislike-wrapper, .cld-like-dislike-wrap, "
    ".pld-like-dislike-wrap, .wp-ulike-comments, .wpulike-default, .comment-rating, .karma-comment, #cancel-comment-reply-link, "
    ".wp-block-comment-edit-link, .cl-comment-link, .comment-permalink, .simple-comment-edit, .sce-edit-comment, .comment-form"
)
"""What stands in a comment's body beside its words."""

_SHARING = (
    ".sharedaddy, .sd-like, .wpcnt, .jetpack-likes-widget-wrapper, #jp-post-flair, .wp-block-jetpack-sharing-buttons, "
    ".wp-block-jetpack-like, .wp-block-jetpack-subscriptions, .wp-block-jetpack-subscriptions__container, "
    ".jetpack_subscription_widget, .wp-block-jetpack-contact-form-container, .wp-block-social-links, "
    ".addtoany_share_save_container, .addtoany_content, .shariff, .sharethis-inline-share-buttons, "
    ".sharethis-inline-reaction-buttons, .heateor_sss_sharing_container, .heateor_sssp_sharing_container, "
    ".the_champ_sharing_container, .ssba, .ssbp-wrap, .sfsi_responsive_icons, .sfsi_widget, .sfsiaftrpstwpr, .sfsibeforpstwpr, "
    ".essb_links, .mashsb-container, .mashsb-main, .swp_social_panel, .scriptlesssocialsharing, .dpsp-content-wrapper, "
    ".dpsp-share-text, .addthis_toolbox, .addthis_inline_share_toolbox, .at-below-post, .at-above-post, .addthis_button, "
    ".fb-like, .fb-share-button, .fb-comments, .twitter-share-button, .g-plusone, .sociable, .wp_social_bookmarking_light, "
    ".wsbl_facebook_like, .juiz_sps_links, .nc_wrapper, .nc_socialPanel, .et_social_inline, .td-post-sharing, "
    ".jeg_share_top_container, .jeg_share_bottom_container, .ss-inline-share-wrapper, .novashare-buttons, .grow-content-body, "
    ".social-share, .social_share, .social-sharing, .share-buttons, .sharebuttons, .sharing-buttons, .post-share, .post-sharing, "
    ".entry-share, .share-post, .post-social, .sharify-container, .cresta-share-icon, .wpusb, .wpsr-share-icons, "
    ".really_simple_share, .printfriendly, .pf-button, .digg-digg, .dd_post_share, .dd_outer, .socialize-in-content, "
    ".tweetmeme_button, .tweet_button, .linkwithin_div, .pw-widget, .pinit-wrap, .post-likes, .post-ratings, "
    ".kk-star-ratings, .rmp-widgets-container, .wpulike, .yasr-auto-insert-visitor, .yasr-auto-insert-overall, "
    ".simplefavorite-button, "
    'a[href*="facebook.com/sharer"], li > a[href*="twitter.com/intent/tweet"], li > a[href*="//x.com/intent/"], '
    'a[href*="plus.google.com/share"], a[href*="linkedin.com/shareArticle"], '
    'a[href*="linkedin.com/sharing/"], a[href*="pinterest.com/pin/create"], a[href*="reddit.com/submit?"], '
    'a[href*="tumblr.com/share"], a[href*="t.me/share/"], a[href*="getpocket.com/save?"], a[href*="getpocket.com/edit?"], '
    'a[href*="b.hatena.ne.jp/add"], a[href*="line.me/R/msg/"], a[href*="line.naver.jp/R/msg/"], '
    'a[href*="whatsapp.com/send?text="], a[href^="whatsapp://send?text="], a[href*="xing.com/spi/shares"]'
)
_OTHERS = (
    ".jp-relatedposts, .wp-block-jetpack-related-posts, .yarpp, .yarpp-related, .related-posts, .relatedposts, .related-post, "
    ".related, .crp_related, .rp4wp-related-posts, .wp_rp_wrap, .wp_rp_content, .zemanta-related, .nrelate_related, "
    ".related_posts, .wp-related-posts, .similar-posts, .st-related-posts, .upp-related, .post-navigation, .navigation, "
    ".nav-links, .wp-block-post-navigation-link, .wp-block-query, .wp-block-latest-posts, .wp-block-latest-comments, "
    ".wp-block-archives, .wp-block-categories, .wp-block-tag-cloud, .wp-block-search, .wp-block-comments, .page-links, "
    ".post-nav-links, .link-pages, #toc_container, #ez-toc-container, .ez-toc-container, .lwptoc, "
    ".wp-block-rank-math-toc-block, .post-toc, .aioseo-toc"
)
_META = (
    "a.more-link, .edit-link, .post-edit-link, .entry-meta, .post-meta, .postmetadata, .post-info, .entry-footer, .post-tags, "
    ".entry-tags, .tags-links, .tag-links, .cat-links, .entry-utility, .entryfooter, .span-reading-time, .rt-reading-time, "
    ".post-views, .wp-block-post-terms, .wp-block-post-date, .wp-block-post-author, .wp-block-post-author-name, "
    ".wp-block-post-author-biography, .wp-block-post-title, .author-box, .authorbox, .author-bio, .about-author, .author-info, "
    ".saboxplugin-wrap, .pp-multiple-authors-boxes-wrapper, .wp-about-author-containter-top, .wp-about-author-containter-bottom, "
    ".wp-about-author-containter-around, .wp-about-author-containter-none, .wp-biographia-container-top, "
    ".wp-biographia-container-around, .wp-biographia-container-bottom, .abh_box, .m-a-box, .post-author-box, .fancy-author-box"
)
_ASKING = (
    "form, .post-password-form, .mc4wp-form, .mailpoet_form, .wpcf7, .tnp, .tnp-subscription-posts, .newsletter-signup, "
    ".subscribe-form, .ad-in-article, .adsbygoogle, .advertisement, .google-auto-placed, .ai-viewports, .wordads-ad, .dfp-ad, "
    ".cookie-notice, .screen-reader-shortcut, .wp-post-navigation, .wpl-likebox, .wp-block-jetpack-mailchimp"
)

ARTICLE = f"{_SHARING}, {_OTHERS}, {_META}, {_ASKING}"
"""What stands in an article's body beside its words: sharing, related articles, the theme's own notes, forms and adverts.

A link to Twitter is furniture in a list only: elsewhere it holds a sentence of the author's that asks to be passed on.
"""
