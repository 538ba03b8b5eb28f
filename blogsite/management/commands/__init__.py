"""The commands of the project.

migrate.py                                 Django's migrate, which waits for busy tables
collectstatic.py                           Django's, which keeps the files of two releases
backup.py                                  writes a backup of the whole site
check_threads.py                           compares trees and counts, and repairs them
restore.py                                 replaces the site with a backup
fetch_backup.py                            fetches a copy of a backup from its bucket
demo.py                                    serves the sample blog
import_wordpress.py                        imports a WordPress export
import_disqus.py, import_isso.py           import comments of these systems
import_remark42.py, import_commento.py     the same
import_jsonl.py, export_jsonl.py           import and export the whole blog
export_wordpress.py                        exports the blog for WordPress
fill_likeness.py                           stores fingerprints of comments
rebuild_search.py                          compares the search index with the texts
forget.py                                  deletes personal data after its retention time
send_mail.py, mail_bounced.py              send due mail; note a bounced address
reset_second_factor.py                     removes the second factor of an account
run_tasks.py                               runs waiting tasks
check_catalogues.py, update_catalogues.py  check and update the catalogues
"""
